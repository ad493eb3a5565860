-- Where the posts of areas that end go on the day: to one of the new units, or nowhere.
create table vx.post_move (
  reorganisation_id uuid not null references vx.reorganisation on delete cascade,
  post_id uuid not null references vx.post,
  to_unit text,
  primary key (reorganisation_id, post_id)
);
create index on vx.post_move (post_id);

-- A post ends with its area; whoever holds it goes on in a post of the same kind over the new one, if there is one.
-- The old post keeps its holders, so that what they signed stays theirs.
create function vx.transfer_post(of_post uuid, to_area int, new_post uuid, new_holder uuid, on_day date) returns void
language plpgsql security definer set search_path = pg_catalog, vx, platform as $$
declare p vx.post; h vx.post_holder;
begin
  select * into strict p from vx.post where id = of_post;
  if not p.area_id = any (platform.scope()) or not coalesce(to_area = any (platform.scope()), true) then
    raise insufficient_privilege using message = 'the post lies outside the scope';
  end if;
  if not exists (select from vx.area where id = p.area_id and valid_to < on_day) then return; end if;
  select * into h from vx.post_holder where post_id = of_post and until is null for update;
  if to_area is not null and not exists (select from vx.post where id = new_post) then
    insert into vx.post values (new_post, to_area, p.kind, p.organisation_id);
  end if;
  if h.id is null then return; end if;
  update vx.post_holder set until = greatest(on_day - 1, since) where id = h.id;
  if to_area is not null then
    insert into vx.post_holder values (new_holder, new_post, h.user_id, h.username, h.name, on_day, null);
  end if;
end $$;
revoke all on function vx.transfer_post(uuid, int, uuid, uuid, date) from public;
grant execute on function vx.transfer_post(uuid, int, uuid, uuid, date) to vx_app;
