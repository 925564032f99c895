"""Carries what services publish over Apache Kafka: the only place that speaks FastStream and aiokafka."""
