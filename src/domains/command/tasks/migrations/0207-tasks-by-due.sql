-- The register opens on what is due last: nulls last, as every list is ordered, though there are none.
create index on vx.task (due_at desc nulls last, id);
