"""What docker-compose.yml needs beside itself: secrets, and the first start of brokers and databases."""
