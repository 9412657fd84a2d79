// Package api answers programs under /api/v1: the same calls as the screens, as
// JSON. It holds no data and decides nothing – each operation reads what was
// sent, asks a room as the person whose token came with it, and says what the
// room said.
//
// Fields that the person may not see are absent, and the parts they belong to
// are named by "hidden". What they may not know of is not found, in the same
// bytes as what does not exist. Every fault is an RFC 9457 problem.
package api
