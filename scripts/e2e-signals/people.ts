/** Who signs on with which groups; `ops` steers, `staff` looks on, others have no business here. */
export const people = {
  anna: { email: 'anna@example.org', email_verified: true, groups: ['staff', 'ops'] },
  ben: { email: 'ben@example.org', email_verified: true, groups: ['ops'] },
  vic: { email: 'vic@example.org', email_verified: true, groups: ['staff'] },
  eve: { email: 'eve@example.org', email_verified: true, groups: ['sales'] },
}
