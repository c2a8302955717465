/**
 * The steps from an empty file to the newest schema. `PRAGMA user_version` counts the steps taken;
 * add to the end, never edit.
 */
export const sqliteMigrations: readonly string[] = [
  `
  create table meta (
    id integer primary key check (id = 1),
    store_id text not null,
    head_seq integer not null,
    head_hash text not null
  ) strict;
  create table plans (digest text primary key, plan text not null) strict;
  create table corridors (intent text primary key, state text not null) strict;
  create table audit (
    seq integer primary key,
    intent text not null,
    entry text not null
  ) strict;
  create index audit_by_intent on audit (intent, seq);
  `,
  `
  create table cells (key text primary key, counts text not null, saved_at text not null) strict;
  create table pooled (key text primary key, counts text not null, seq integer not null) strict;
  create index pooled_by_seq on pooled (seq);
  create table processes (instance text primary key, seen_at text not null, report text not null) strict;
  `,
  `
  create table outcomes (
    corridor text not null,
    id text not null,
    kind text not null,
    primary key (corridor, id)
  ) strict;
  `,
  `
  alter table meta add column lost text;
  create table leader (
    id integer primary key check (id = 1),
    instance text not null,
    until_ms integer not null
  ) strict;
  `,
  // Which bucket a row counts, and whether it is several put together: told by its key alone.
  `
  alter table pooled add column bucket integer
    generated always as (json_extract(key, '$[1]')) virtual;
  alter table pooled add column folded integer
    generated always as (json_extract(key, '$[0]') like '~%') virtual;
  create index pooled_by_bucket on pooled (folded, bucket);
  create index cells_by_saved_at on cells (saved_at);
  `,
  // What became of the kills and incidents that one process carried out for another.
  `
  create table urgent (
    id text primary key,
    at_ms integer not null,
    answers text not null
  ) strict;
  `,
  // How many buckets a row holds, of what, and whether a confidence threshold may rest on it: by these, rows are
  // put together.
  `
  alter table pooled add column width integer
    generated always as (iif(json_extract(key, '$[0]') like '~%', cast(substr(json_extract(key, '$[0]'), 2) as integer), 1)) virtual;
  alter table pooled add column corridor text generated always as (json_extract(key, '$[2]')) virtual;
  alter table pooled add column stage text
    generated always as (coalesce(json_extract(key, '$[4]'), '')) virtual;
  alter table pooled add column tuned integer generated always as (counts like '%"tuned":%') virtual;
  drop index pooled_by_bucket;
  create index pooled_for_minutes on pooled (bucket) where width < 30;
  create index pooled_for_hours on pooled (bucket) where width < 360;
  create index pooled_by_age on pooled (bucket);
  `,
  // When the last word on a decision came; empty where that was before it was kept, until whoever tidies comes by.
  `
  alter table outcomes add column saved_at text not null default '';
  `,
]
