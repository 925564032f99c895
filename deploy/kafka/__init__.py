"""What Kafka is told of Ariadna: topics and who may do what with them; and a Kafka to run without a container."""
