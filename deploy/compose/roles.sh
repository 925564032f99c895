#!/usr/bin/env bash
# On a database's first start: the roles that the service uses, the second to take out what was erased. The owner
# makes the tables and grants what they may do.
set -euo pipefail

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set "password=$SERVICE_PASSWORD" --set "eraser=$ERASER_PASSWORD" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE ariadna_service LOGIN PASSWORD :'password' NOSUPERUSER NOCREATEDB NOCREATEROLE;
REVOKE ALL ON DATABASE ariadna FROM PUBLIC;
CREATE ROLE ariadna_eraser LOGIN PASSWORD :'eraser' NOSUPERUSER NOCREATEDB NOCREATEROLE;
GRANT CONNECT ON DATABASE ariadna TO ariadna_service, ariadna_eraser;
GRANT USAGE ON SCHEMA public TO ariadna_service, ariadna_eraser;
SQL
