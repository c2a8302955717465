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
  // What single processes sent: a row a process and bucket, whatever it counted in it, a table a day. What
  // is in \`cells\` already stays there until it is too old, and processes of the version before go on
  // writing it. Days are kept by a function with the rights of whoever made the tables, so that the role
  // that serves needs none to make or drop one; a row of a day that has no table goes to \`sent_other\`.
  `
  create table partial_trust.sent (
    bucket bigint not null,
    instance text not null,
    cells text not null,
    saved_at timestamptz not null,
    primary key (bucket, instance)
  ) partition by range (bucket);
  create table partial_trust.sent_other partition of partial_trust.sent default;
  create index sent_other_by_saved_at on partial_trust.sent_other (saved_at);
  create function partial_trust.keep_days(behind integer, ahead integer) returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '500ms'
  as $$
  declare
    day_buckets constant bigint := 8640;
    today constant bigint := floor(extract(epoch from now()) / 86400);
    day bigint;
    name text;
  begin
    if behind < 2 or behind > 366 or ahead < 0 or ahead > 31 then
      raise exception 'days behind must be 2 to 366 and ahead 0 to 31';
    end if;
    for day in today - behind .. today + ahead loop
      name := 'sent_' || to_char(to_timestamp(day * 86400) at time zone 'utc', 'YYYYMMDD');
      continue when to_regclass('partial_trust.' || name) is not null;
      lock table partial_trust.sent_other in access exclusive mode;
      execute format('create table partial_trust.%I (like partial_trust.sent including all)', name);
      execute format(
        'with moved as (delete from partial_trust.sent_other where bucket >= %s and bucket < %s returning *)
         insert into partial_trust.%I select * from moved',
        day * day_buckets, (day + 1) * day_buckets, name);
      execute format('alter table partial_trust.sent attach partition partial_trust.%I for values from (%s) to (%s)',
        name, day * day_buckets, (day + 1) * day_buckets);
    end loop;
    for name in
      select relname from pg_inherits join pg_class on pg_class.oid = inhrelid
      where inhparent = 'partial_trust.sent'::regclass and relname ~ '^sent_[0-9]{8}$'
        and relname < 'sent_' || to_char(to_timestamp((today - behind) * 86400) at time zone 'utc', 'YYYYMMDD')
    loop
      execute format('alter table partial_trust.sent detach partition partial_trust.%I', name);
      execute format('drop table partial_trust.%I', name);
    end loop;
  end $$;
  revoke all on function partial_trust.keep_days(integer, integer) from public;
  select partial_trust.keep_days(2, 7);
  `,
  // How many buckets a row holds, of what, and whether a confidence threshold may rest on it: by these, rows are
  // put together.
  `
  alter table partial_trust.pooled
    add column width integer generated always as
      (case when left(key, 3) = '["~' then substring(key from '^\\["~([0-9]+)"')::int else 1 end) stored,
    add column corridor text generated always as (key::json ->> 2) stored,
    add column stage text generated always as (coalesce(key::json ->> 4, '')) stored,
    add column tuned boolean generated always as (counts like '%"tuned":%') stored;
  drop index partial_trust.pooled_by_bucket;
  create index pooled_for_minutes on partial_trust.pooled (bucket) where width < 30;
  create index pooled_for_hours on partial_trust.pooled (bucket) where width < 360;
  create index pooled_by_age on partial_trust.pooled (bucket);
  `,
  // When the last word on a decision came; of those before, when this was added.
  `
  alter table partial_trust.outcomes add column saved_at timestamptz not null default now();
  `,
]

/** Numbers of the advisory locks; arbitrary, but ours and never to be changed. */
export const postgresLocks = {
  migration: 7_302_001,
  evidence: 7_302_002,
} as const

/** Channel on which every change of control is announced. */
export const controlChannel = 'partial_trust_control'
