-- The scan of a document is read wherever the document is: its files follow it down.
create policy with_document on vx.attachment for select to vx_app
  using (subject_type = 'document' and subject_id in (select id from vx.document));
