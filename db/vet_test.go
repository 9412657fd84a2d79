package db

import "testing"

// A table called s passed for held to one account because another called os was.
func TestEveryTableIsHeldToOneAccount(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		ok         bool
	}{
		{"by its own account", "SELECT 1 FROM statement s WHERE s.account_id = ?", true},
		{"by the table it is joined to", "SELECT 1 FROM booking b JOIN statement s ON s.account_id = b.account_id WHERE b.account_id = ?", true},
		{"by the table that is joined to it", "SELECT 1 FROM booking b JOIN statement s ON b.account_id = s.account_id WHERE b.account_id = ?", true},
		{"in brackets", "SELECT 1 FROM statement s WHERE (s.account_id = ?)", true},
		{"not at all", "SELECT 1 FROM statement s WHERE s.id = ?", false},
		{"only one of two", "SELECT 1 FROM booking b JOIN statement s ON s.id = b.id WHERE b.account_id = ?", false},
		{"a longer name that ends alike", "SELECT 1 FROM ownership_share os JOIN statement s ON s.client_id = os.client_id WHERE os.account_id = ?", false},
		{"a comma", "SELECT 1 FROM booking b, statement s WHERE b.account_id = s.account_id", false},
	} {
		if err := vetText(tt.text); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
