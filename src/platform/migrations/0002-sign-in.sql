-- What sign-in keeps beside better-auth's own tables. Only the owner reads and writes it: a domain has no business here.

-- Failures by account and by address. The key is a keyed digest: people type passwords into the field of the name.
create table platform.sign_in_attempt (
  key text primary key, failures int not null, last_at timestamptz not null, next_at timestamptz not null,
  locked boolean not null default false
);
create index on platform.sign_in_attempt (last_at);

-- A code of the second factor is good for one sign-in (RFC 6238 §5.2).
create table platform.used_code (
  user_id text not null, code text not null, at timestamptz not null default now(), primary key (user_id, code)
);

-- Which posts need a second factor, where the administrator decided otherwise than the product's default.
create table platform.second_factor_rule (post_kind text primary key, required boolean not null);

-- Takes a turn before anything is checked, so that attempts sent at once count one after the other. Every turn counts as
-- a failure until it is given back. From the turn `free + 1` on the next one must wait 1, 2, 4 … 60 seconds, from
-- `lock_from` on a quarter of an hour, from `stop_at` on until somebody unlocks.
create function platform.take_turn(of_key text, free int, lock_from int, stop_at int, forget interval)
returns table (wait_seconds int, locks boolean, was_locked boolean) language plpgsql as $$
declare known platform.sign_in_attempt; n int; pause interval;
begin
  insert into platform.sign_in_attempt values (of_key, 0, clock_timestamp(), clock_timestamp()) on conflict do nothing;
  select * into known from platform.sign_in_attempt where key = of_key for update;
  if known.next_at > clock_timestamp() then
    return query select ceil(extract(epoch from known.next_at - clock_timestamp()))::int, false, false;
    return;
  end if;
  n := case when known.last_at < clock_timestamp() - forget then 1 else known.failures + 1 end;
  pause := case when n >= stop_at then interval '10 years' when n >= lock_from then interval '15 minutes'
    when n > free then make_interval(secs => least(60, 2 ^ least(n - free - 1, 6))) else interval '0' end;
  update platform.sign_in_attempt set failures = n, last_at = clock_timestamp(), next_at = clock_timestamp() + pause, locked = n >= lock_from
    where key = of_key;
  return query select 0, n >= lock_from, known.locked;
end $$;
revoke all on function platform.take_turn(text, int, int, int, interval) from public;
