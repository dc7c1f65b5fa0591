#!/bin/sh
# Run once by the image of PostgreSQL: the role that owns the tables, and the one by which servers come in.
# /run/secrets/roles sets OWNER_PASSWORD and SERVER_PASSWORD.
set -eu
. /run/secrets/roles
psql --set ON_ERROR_STOP=1 --set owner="$OWNER_PASSWORD" --set server="$SERVER_PASSWORD" --username postgres <<'SQL'
CREATE ROLE sluis_owner LOGIN PASSWORD :'owner';
CREATE ROLE sluis LOGIN PASSWORD :'server';
CREATE DATABASE sluis OWNER sluis_owner;
SQL
