CREATE DATABASE shop;
\c shop
CREATE TABLE public.outbox (
    id            UUID         NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY,
    aggregatetype VARCHAR(255) NOT NULL,
    aggregateid   VARCHAR(255) NOT NULL,
    type          VARCHAR(255) NOT NULL,
    payload       JSONB        NOT NULL,
    created_at    TIMESTAMP(3) NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')
);
CREATE PUBLICATION outbox_pub FOR TABLE public.outbox WITH (publish = 'insert');
CREATE ROLE debezium WITH LOGIN REPLICATION PASSWORD 'dbz';
GRANT CONNECT ON DATABASE shop TO debezium;
GRANT USAGE ON SCHEMA public TO debezium;
GRANT SELECT ON public.outbox TO debezium;
INSERT INTO outbox (aggregatetype, aggregateid, type, payload)
VALUES ('orders', '1000', 'OrderCreated', jsonb_build_object(
    'before', NULL,
    'after', jsonb_build_object(
        'order_id', 1000, 'customer_id', 7, 'total_amount', 149.90::numeric(10, 2),
        'created_at', to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.MS')),
    'op', 'c'));
