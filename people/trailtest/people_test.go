package trailtest

import (
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
	"keyhouse/people"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// notAttempts are calls that are no attempts at what somebody else's is.
func notAttempts() map[string]string {
	asks := map[string]string{
		"History": "part of a record's page, empty for who may not read the trail",
		"ForEach": "asks the others for each",
		"Leaving": "notes what somebody else has decided",
		"Refused": "notes by itself", "Noted": "gives back what it is given", "Tried": "gives back what it is given",
	}
	for _, own := range []string{"AddPasskey", "AppSetup", "AskEmail", "AskNewPasskey", "AskPasskeyProof", "BeginApp", "BeginVisit", "ChangePassword", "ChooseNotices", "ConfirmApp", "Connect",
		"DropApp", "DropPasskey", "EndAllSessions", "EndOtherSessions", "Factors", "HasPassword", "Lacking", "LinkBy", "LinkedTo", "MailProof", "MakeToken", "Memberships", "MyRoles", "NamePasskey",
		"NewRecoveryCodes", "Passkey", "Passkeys", "Prove", "ProveBy", "Proved", "SaveProfile", "Sessions", "Tokens", "Unlink", "StopActing", "Switch", "SignOut", "Ways", "MutedNotices", "RenamePasskey"} {
		asks[own] = "of one's own, or of nobody"
	}
	for _, list := range []string{"Headcount", "Holders", "PortalUsers", "MethodsUsed", "Quiet", "Users", "Seats"} {
		asks[list] = "a list or number that is empty for who may see none"
	}
	return asks
}

// TestX4RefusedInPeopleIsInTheTrail: whatever somebody tries who may do nothing
// to anybody stands in the trail once, whether there is such a person or not.
func TestX4RefusedInPeopleIsInTheTrail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		at := time.Date(2026, 3, 4, 11, 0, 0, 0, time.UTC)
		clock := func() time.Time { return at }
		p := people.New(d, people.Options{Now: clock})
		o, err := p.CreateAccount(t.Context(), people.NewAccount{Slug: "harbour", Name: "Harbour", AdminName: "Alma Admin", AdminEmail: "alma@people.example", Password: "four unrelated words"})
		if err != nil {
			t.Fatal(err)
		}
		m, err := p.Join(t.Context(), o.Account.ID, people.NewMember{Name: "Nora Nobody", Email: "nora@people.example", Kind: people.Staff, Password: "four unrelated words"})
		if err != nil {
			t.Fatal(err)
		}
		var who *access.Viewer
		if err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
			who, err = p.ViewerFor(t.Context(), tx, m.Account, m.ID, at)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, record := range []id.ID{o.Admin.ID, id.New()} {
			Room{Store: p, People: p, DB: d, Who: who, Record: record, Now: clock, Tick: func() { at = at.Add(5 * time.Minute) },
				Args: map[string][]any{
					"ChangePlan":       {record, people.Pro},
					"CreatePortalUser": {"Ana Peeters", "ana@people.example"},
					"DemandFactor":     {people.Demands[0]},
					"EditMember":       {record, "Mallory", 1},
					"EditAccount":      {people.AccountForm{Name: "Mine", Slug: "mine", Zone: "Europe/Brussels", Currency: "EUR", Template: "holiday-rentals"}},
					"OpenAccount":      {people.NewAccount{Slug: "mine", Name: "Mine", AdminName: "Nora", AdminEmail: "nora@people.example"}},
					"SuspendAccount":   {record, "none"},
					"Why":              {people.Question{Thing: access.Member, Record: record}},
					"Invite":           {people.NewMember{Name: "Ana Peeters", Email: "ana@people.example", Kind: people.Staff}},
				},
				Skip: func(name string) bool { return notAttempts()[name] != "" }}.Walk(t)
		}
	})
}
