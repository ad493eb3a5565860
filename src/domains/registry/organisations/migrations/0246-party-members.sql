-- Whether a member of a team is a member of the Party, as they or the team said, and on which day; null: not said. Of a
-- post it is said about whoever held it then, by account. It tells what somebody believes, so it is kept for one count
-- alone, without a history, and goes when the name goes.
alter table vx.team_member add column party_member boolean, add column party_on date, add column party_holder text,
  add constraint member_party_said check ((party_member is null) = (party_on is null)),
  add constraint member_party_holder check (party_holder is null or (post_id is not null and party_member is not null));
update platform.rule_version set body = jsonb_set(body, '{set}', body -> 'set' || '{"party_member": null, "party_on": null}')
  where key = 'retention.team-members';
insert into platform.rule_version (key, effective_from, effective_to, legal_basis, body)
select 'retention.team-party', effective_from, effective_to, legal_basis,
  '{"vi":"Đảng viên hay không, của người từng giữ chức danh trong ban chỉ đạo, tổ, đội","en":"Whether former members through a post were of the Party","do":"blank",
    "table":"vx.team_member","days":1825,"since":"until","when":{"source":["post"]},"set":{"party_member":null,"party_on":null,"party_holder":null}}'
from platform.rule_version where key = 'retention.team-members';
