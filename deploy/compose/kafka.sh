#!/usr/bin/env bash
# One KRaft node that is broker and controller; formats its storage on first start, with a SCRAM user for each service.
# A changed password needs kafka-configs.sh: storage is formatted once.
set -euo pipefail

bin=${KAFKA_BIN:-/opt/kafka/bin}
data=${KAFKA_DATA:-/var/lib/kafka/data}
port=${KAFKA_PORT:-9092}
controller=${KAFKA_CONTROLLER_PORT:-9093}
host=${KAFKA_ADVERTISED:-kafka}
properties=${KAFKA_PROPERTIES:-/tmp/server.properties}

umask 077
cat > "$properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=SERVICES://:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=SERVICES://$host:$port
inter.broker.listener.name=SERVICES
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,SERVICES:SASL_PLAINTEXT
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
listener.name.services.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="broker" password="$BROKER_PASSWORD";
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:broker;User:admin;User:ANONYMOUS
allow.everyone.if.no.acl.found=false
auto.create.topics.enable=false
default.replication.factor=1
min.insync.replicas=1
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
log.retention.hours=168
log.dirs=$data
PROPERTIES

if [ ! -e "$data/meta.properties" ]; then
    users=()
    for name in broker admin intake employment pathway notifications; do
        password=${name^^}_PASSWORD
        users+=(--add-scram "SCRAM-SHA-512=[name=$name,password=${!password}]")
    done
    # It would print the credentials that it stores.
    cluster=$("$bin/kafka-storage.sh" random-uuid)
    "$bin/kafka-storage.sh" format --cluster-id "$cluster" --config "$properties" "${users[@]}" >/dev/null
fi
exec "$bin/kafka-server-start.sh" "$properties"
