-- `bench.businesses` businesses with `bench.envelopes` envelopes each, of two signers.
INSERT INTO users (id, email, password_hash, email_verified_at, created_at, language, time_zone)
SELECT 'usr_' || to_char(b, 'FM00000'), b || '@example.com', '-', now(), now(), 'es', 'Europe/Madrid'
FROM generate_series(1, current_setting('bench.businesses')::int) b;

INSERT INTO businesses (id, owner_id, name, country, address, created_at)
SELECT 'biz_' || right(id, 5), id, 'Taller', 'ES', '{}', now() FROM users;

INSERT INTO memberships (business_id, user_id, role, created_at)
SELECT id, owner_id, 'owner', now() FROM businesses;

INSERT INTO envelopes (id, business_id, created_by, title, message, language, metadata, expires_in_days,
    reminders, created_at, state, step, waits_for, paused, sequence)
SELECT 'env_' || to_char(e * current_setting('bench.businesses')::int + right(b.id, 5)::int, 'FM0000000'),
    b.id, b.owner_id, 'Contrato ' || e, '', 'es', '{}', 30,
    '{"first_after_days": 3, "every_days": 3, "maximum": 3}', now(),
    CASE WHEN e % 10 = 0 THEN 'sent' ELSE 'completed' END, 'waiting', '[]', false, 1
FROM businesses b, generate_series(1, current_setting('bench.envelopes')::int) e;

INSERT INTO signers (id, envelope_id, name, email, language, routing_order, position, state)
SELECT 'sgn_' || right(e.id, 7) || s, e.id, 'Firmante ' || s, right(e.id, 7) || s || '@example.com', 'es', 1, s,
    'signed'
FROM envelopes e, generate_series(1, 2) s;
