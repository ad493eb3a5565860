-- Indicators read the times of samples as they were known at a moment.
do $$ begin
  if to_regclass('vx.lab_result_version') is null then
    call platform.keep_versions('vx.lab_result', 'area_id');
    -- What was entered before has no time of entry of its own: it was known once it had a result.
    insert into vx.lab_result_version
      select l.*, coalesce(l.resulted_at, l.sampled_at, platform.clock()), null from vx.lab_result l;
  end if;
end $$;
create index on vx.lab_result_version (case_id);
create index on vx.case_record_version (person_id);
create index on vx.case_record (area_id, outcome_date) where outcome_date is not null;
-- What is blanked after its time is blanked in the history too.
update platform.rule_version set body = body || '{"versions": true}' where key = 'retention.samples';
