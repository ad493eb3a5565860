-- Whether a member of a team is a member of the Party, as they or the team said, and on which day; null: not said. It
-- tells what somebody believes, so it is kept for one count alone and goes when the name goes.
alter table vx.team_member add column party_member boolean, add column party_on date,
  add constraint member_party_said check ((party_member is null) = (party_on is null));
call platform.keep_versions('vx.team_member', 'area_id');
-- What was entered before was known from the morning of its day.
insert into vx.team_member_version
  select m.*, m.entered_on::timestamp at time zone 'Asia/Ho_Chi_Minh', null from vx.team_member m;
update platform.rule_version set body = jsonb_set(body || '{"versions": true}', '{set}', body -> 'set' || '{"party_member": null, "party_on": null}')
  where key = 'retention.team-members';
