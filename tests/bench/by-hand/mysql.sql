CREATE DATABASE shop;
CREATE TABLE shop.outbox (
    id            CHAR(36)     NOT NULL DEFAULT (UUID()) PRIMARY KEY,
    aggregatetype VARCHAR(255) NOT NULL,
    aggregateid   VARCHAR(255) NOT NULL,
    type          VARCHAR(255) NOT NULL,
    payload       JSON         NOT NULL,
    created_at    DATETIME(3)  NOT NULL DEFAULT CURRENT_TIMESTAMP(3)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
CREATE USER 'debezium'@'%' IDENTIFIED BY 'dbz';
GRANT SELECT, RELOAD, SHOW DATABASES, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO 'debezium'@'%';
INSERT INTO shop.outbox (aggregatetype, aggregateid, type, payload)
VALUES ('orders', '2000', 'OrderCreated', JSON_OBJECT(
    'before', NULL,
    'after', JSON_OBJECT(
        'order_id', 2000, 'customer_id', 7, 'total_amount', CAST(149.90 AS DECIMAL(10, 2)),
        'created_at', UTC_TIMESTAMP(3)),
    'op', 'c'));
