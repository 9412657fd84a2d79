package live

import (
	"context"

	"keyhouse/db"
	"keyhouse/id"
)

// Connected lists the addresses from which persons have pages of an account
// open right now, at whatever node; who has none is not in the answer. A
// session that ended counts no more, even while its page is still closing.
func Connected(ctx context.Context, tx *db.Tx, account id.ID, persons []id.ID) (map[id.ID][]string, error) {
	if len(persons) == 0 {
		return nil, nil
	}
	args := make([]any, len(persons))
	for i, p := range persons {
		args[i] = p
	}
	q := db.Global("pr.person_id, pr.ip", "presence pr").Join("JOIN session s ON s.id = pr.session_id").
		And("pr.account_id = ?", account).AndIn("pr.person_id", args...).GroupBy("pr.person_id, pr.ip").Order("pr.person_id, pr.ip")
	at := map[id.ID][]string{}
	return at, db.Each(ctx, tx, q, func(r db.Row) error {
		var person id.ID
		var ip string
		err := r.Scan(&person, &ip)
		at[person] = append(at[person], ip)
		return err
	})
}

// IsConnected is the condition that the person in a column has a page of the
// account in another open: for the filters of lists.
func IsConnected(account, person string) string {
	return "EXISTS (SELECT 1 FROM presence pr JOIN session ps ON ps.id = pr.session_id WHERE pr.account_id = " + account + " AND pr.person_id = " + person + ")"
}
