/** Who somebody is, as contracts say it. */
export const whoOf = (p: {
  id: string
  name: string | null
  postKind: string | null
  duty: string | null
}) => ({ personId: p.id, name: p.name, postKind: p.postKind, duty: p.duty })
