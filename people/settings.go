package people

import (
	"context"
	"encoding/json"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// Settings are an account's own choices about its people. The zero Settings are
// those of an account that chose nothing.
type Settings struct {
	// QuietLogInAs keeps the mail back that tells somebody that the office was
	// logged in as them, and the session out of the list of theirs. The trail
	// says so all the same.
	QuietLogInAs bool `json:"quiet_log_in_as,omitempty"`
}

// Settings gives the choices of who's account, if who may read them.
func (s *Store) Settings(ctx context.Context, who *access.Viewer) (Settings, error) {
	var chosen Settings
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := who.Permit("people.Settings", access.Read, settingRecord(who)); err != nil {
			return err
		}
		_, err := readSettings(ctx, tx, who.Account(), &chosen)
		return err
	})
	return chosen, s.Tried(ctx, who, access.Read, settingRecord(who), err)
}

// Quiet reports whether who's account tells nobody that the office was logged
// in as them: for whoever is about to do so.
func (s *Store) Quiet(ctx context.Context, who *access.Viewer) (bool, error) {
	var chosen Settings
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		_, err := readSettings(ctx, tx, who.Account(), &chosen)
		return err
	})
	return chosen.QuietLogInAs, err
}

// ChooseSettings changes the choices of who's account.
func (s *Store) ChooseSettings(ctx context.Context, who *access.Viewer, chosen Settings) error {
	const op = "people.ChooseSettings"
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		who, err := s.fresh(ctx, tx, who, op)
		if err != nil {
			return err
		}
		if err := who.Permit(op, access.Edit, settingRecord(who)); err != nil {
			return err
		}
		var was Settings
		all, err := readSettings(ctx, tx, who.Account(), &was)
		if err != nil || was == chosen {
			return err
		}
		if err := writeSettings(ctx, tx, who.Account(), all, chosen); err != nil {
			return err
		}
		said := "users are told by mail when somebody logs in as them"
		if chosen.QuietLogInAs {
			said = "users are not told by mail when somebody logs in as them"
		}
		return s.Audit(ctx, tx, who, Entry{Verb: access.Edit, Thing: access.Setting, Detail: said, Changes: Diff(was.fields(), chosen.fields())})
	})
	return s.Tried(ctx, who, access.Edit, settingRecord(who), err)
}

// fields are what the trail keeps of the choices.
func (s Settings) fields() Fields {
	return Fields{}.Put(0, "Tells people by mail who was logged in as them", !s.QuietLogInAs)
}

func settingRecord(who *access.Viewer) *access.Record {
	return &access.Record{Thing: access.Setting, Account: who.Account()}
}

// readSettings reads an account's settings, and all that is kept beside them.
func readSettings(ctx context.Context, tx *db.Tx, account id.ID, chosen *Settings) (map[string]json.RawMessage, error) {
	text, err := db.One(ctx, tx, db.Global("a.settings", "account a").And("a.id = ?", account), db.Scan1[string])
	if err != nil {
		return nil, err
	}
	all := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return nil, err
	}
	return all, json.Unmarshal([]byte(text), chosen)
}

func writeSettings(ctx context.Context, tx *db.Tx, account id.ID, all map[string]json.RawMessage, chosen Settings) error {
	delete(all, "quiet_log_in_as")
	own, err := json.Marshal(chosen)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(own, &all); err != nil {
		return err
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	_, err = tx.Global("account").Update(ctx, db.ByID(account), db.Set("settings", string(text)))
	return err
}
