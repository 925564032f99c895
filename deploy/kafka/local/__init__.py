"""Real Kafka brokers as plain processes on this machine."""
