package db

import "slices"

// globals are the tables that belong to no account: small, unique across the
// installation, reference tables on a sharded database. All other tables are
// owned by accounts; their keys start with account_id.
var globals = []string{
	"day_count", // of databases, and copies of them, that stand before step 21
	"account", "change_hint", "feed_out", "job", "known_device", "lease_row", "link", "mailed_code", "muted_notice", "node", "node_report", "outbox_mail",
	"passkey", "passkey_owner", "person", "person_identity", "presence", "provider_visit", "recovery_code", "server_backup", "session", "setting", "sign_up", "spent_challenge", "totp",
}

// personal are the account-owned tables that may also be read across accounts
// by the one person they are about: which accounts do I belong to?
var personal = []string{"member"}

// growing are the tables that only grow: nothing here changes a row of them.
// Those in erasable may lose rows, since personal data must be forgettable;
// what is left of the trail proves that they were there.
var (
	growing  = []string{"audit_entry", "audit_value"}
	erasable = []string{"audit_value"}
)

// lasting reports whether the rows of a table stay as they are, but for those
// of except.
func lasting(table string, except []string) bool {
	return slices.Contains(growing, table) && !slices.Contains(except, table)
}

// IsGlobal reports whether table belongs to no account.
func IsGlobal(table string) bool { return slices.Contains(globals, table) }
