#!/usr/bin/env bash
# On a database's first start: the role that the service uses. The owner makes the tables and grants what it may do.
set -euo pipefail

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set "password=$SERVICE_PASSWORD" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE ariadna_service LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE;
REVOKE ALL ON DATABASE ariadna FROM PUBLIC;
GRANT CONNECT ON DATABASE ariadna TO ariadna_service;
GRANT USAGE ON SCHEMA public TO ariadna_service;
SQL
