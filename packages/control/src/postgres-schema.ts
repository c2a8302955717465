/**
 * The steps from an empty database to the newest schema, all inside schema `partial_trust`.
 * `migrations` counts the steps taken; add to the end, never edit. Documents are kept as text:
 * what was hashed must come back byte for byte, which jsonb does not promise.
 */
export const postgresMigrations: readonly string[] = [
  `
  create table partial_trust.meta (
    id integer primary key check (id = 1),
    store_id text not null,
    head_seq bigint not null,
    head_hash text not null
  );
  insert into partial_trust.meta values (1, gen_random_uuid()::text, 0, repeat('0', 64));
  create table partial_trust.plans (digest text primary key, plan text not null);
  create table partial_trust.corridors (intent text primary key, state text not null);
  create table partial_trust.audit (
    seq bigint primary key,
    intent text not null,
    entry text not null
  );
  create index audit_by_intent on partial_trust.audit (intent, seq);
  create table partial_trust.cells (
    key text primary key,
    counts text not null,
    saved_at timestamptz not null
  );
  create table partial_trust.pooled (key text primary key, counts text not null, seq bigint not null);
  create index pooled_by_seq on partial_trust.pooled (seq);
  create table partial_trust.processes (
    instance text primary key,
    seen_at timestamptz not null,
    report text not null
  );
  `,
  `
  create table partial_trust.outcomes (
    corridor text not null,
    id text not null,
    kind text not null,
    primary key (corridor, id)
  );
  `,
  `
  alter table partial_trust.meta add column lost text;
  create table partial_trust.leader (
    id integer primary key check (id = 1),
    instance text not null,
    until timestamptz not null
  );
  `,
  // Which bucket a row counts, and whether it is several put together: told by its key alone.
  `
  alter table partial_trust.pooled
    add column bucket bigint generated always as ((key::json ->> 1)::bigint) stored,
    add column folded integer generated always as ((left(key, 3) = '["~')::int) stored;
  create index pooled_by_bucket on partial_trust.pooled (folded, bucket);
  create index cells_by_saved_at on partial_trust.cells (saved_at);
  `,
]

/** Numbers of the advisory locks; arbitrary, but ours and never to be changed. */
export const postgresLocks = {
  migration: 7_302_001,
  evidence: 7_302_002,
} as const

/** Channel on which every change of control is announced. */
export const controlChannel = 'partial_trust_control'
