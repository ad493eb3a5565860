-- What indicators look up: by day of exposure and of the last check, and the history of one person.
create index on vx.contact_tier (area_id, monitor_until);
create index on vx.contact_tier (area_id, last_exposure_at);
create index on vx.followup_version (person_id, due_on);
create index on vx.contact_version (person_id);
create index on vx.contact_version (source_person_id);
create index on vx.isolation_order_version (person_id);

-- The head (smallest number) of the set that each of the nodes 1…n is in, joined by links a[i], b[i]; null for a node
-- without a link. Union-find with path halving: cost grows with the links, not with the size of a chain squared.
create function vx.chain_heads(a int[], b int[], n int) returns int[] language plpgsql immutable parallel safe as $$
declare
  head int[] := array_fill(null::int, array[greatest(coalesce(n, 0), 1)]);
  x int; y int;
begin
  for i in 1 .. coalesce(cardinality(a), 0) loop
    x := a[i]; y := b[i];
    if head[x] is null then head[x] := x; end if;
    if head[y] is null then head[y] := y; end if;
    while head[x] <> x loop head[x] := head[head[x]]; x := head[x]; end loop;
    while head[y] <> y loop head[y] := head[head[y]]; y := head[y]; end loop;
    if x < y then head[y] := x; elsif y < x then head[x] := y; end if;
  end loop;
  for i in 1 .. coalesce(n, 0) loop
    continue when head[i] is null;
    x := i;
    while head[x] <> x loop x := head[x]; end loop;
    head[i] := x;
  end loop;
  return head;
end $$;
