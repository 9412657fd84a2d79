package web

import (
	"net/http"

	"keyhouse/access"
	"keyhouse/cash"
	"keyhouse/money"
	"keyhouse/page"
	"keyhouse/people"
	"keyhouse/portfolio"
)

// ownerPage is everything about one owner that who looks may see.
type ownerPage struct {
	Owner      portfolio.Client
	Shares     []portfolio.Share
	Balance    []cash.Amount
	Statements []money.Statement
	Payouts    []money.Payout
	AllPayouts string          // where the rest are, if these are not all
	People     []people.Member // who has access by this owner
	Notes      noteList
	Form       Form
	History    historyPanel

	// parts of the page that are there for who looks
	SharesShown, MoneyShown, StatementsShown, PayoutsShown, PeopleShown bool
	May                                                                 ownerMay
}

type ownerMay struct{ Edit, Archive, Issue, Pay, CancelPayout bool }

func (s *screens) owner(w http.ResponseWriter, r *http.Request) error {
	return s.showOwner(w, r, Form{})
}

func (s *screens) showOwner(w http.ResponseWriter, r *http.Request, f Form) error {
	i, err := pathID(r, "owner")
	if err != nil {
		return err
	}
	b := ownerPage{Form: f}
	if b.Owner, err = s.Portfolio.Client(r.Context(), viewer(r), i); err != nil {
		return err
	}
	b.look(viewer(r))
	if b.SharesShown {
		if b.Shares, err = s.Portfolio.SharesOfClient(r.Context(), viewer(r), i, 0); err != nil {
			return err
		}
	}
	if err := s.ownerMoney(r, &b); err != nil {
		return err
	}
	if b.PeopleShown {
		found, err := s.People.PortalUsers(r.Context(), viewer(r), people.MemberFilter{Client: i})
		if err != nil {
			return err
		}
		b.People = found.Rows
	}
	if b.Notes, err = s.notesOn(r, access.Client, i, b.Owner.Shown, ownerPath(i), b.record()); err != nil {
		return err
	}
	if b.History, err = s.historyOf(r, i); err != nil {
		return err
	}
	return s.page(w, r, f.Err, ownerScreen(s.frameOf(r, b.Owner.Name), b))
}

func (b *ownerPage) record() access.Record {
	return access.Record{Thing: access.Client, ID: b.Owner.ID, Business: b.Owner.Business}
}

// look finds out which parts of the page there are for who looks.
func (b *ownerPage) look(who *access.Viewer) {
	b.SharesShown = sees(who, access.Property, access.GroupOwner)
	b.MoneyShown = sees(who, access.Journal, access.GroupAmount)
	b.StatementsShown = who.May(access.Read, access.Statement)
	b.PayoutsShown = who.May(access.Read, access.Payout)
	b.PeopleShown = who.May(access.Read, access.GrantThing) && who.May(access.Read, access.Member)
	on := func(t access.Thing) *access.Record {
		return &access.Record{Thing: t, Account: who.Account(), Business: b.Owner.Business, Client: b.Owner.ID}
	}
	self := b.record()
	self.Account = who.Account()
	b.May = ownerMay{Edit: who.Can(access.Edit, &self) == access.Allowed, Archive: who.Can(access.Delete, &self) == access.Allowed,
		Issue: who.Can(access.Add, on(access.Statement)) == access.Allowed,
		Pay:   who.Can(access.Add, on(access.Payout)) == access.Allowed, CancelPayout: who.Can(access.Delete, on(access.Payout)) == access.Allowed}
}

// fewStatements and fewPayouts are how many an owner's page shows.
const (
	fewStatements = 6
	fewPayouts    = 10
)

func (s *screens) ownerMoney(r *http.Request, b *ownerPage) error {
	var err error
	if b.MoneyShown {
		if b.Balance, err = s.Money.OwnerBalance(r.Context(), viewer(r), b.Owner.ID, 0); err != nil {
			return err
		}
	}
	if b.StatementsShown {
		found, err := s.Money.Statements(r.Context(), viewer(r), money.StatementFilter{Client: b.Owner.ID, Ask: page.Ask{Limit: fewStatements}})
		if err != nil {
			return err
		}
		b.Statements = found.Rows
	}
	if b.PayoutsShown {
		found, err := s.Money.Payouts(r.Context(), viewer(r), money.PayoutFilter{Client: b.Owner.ID, Ask: page.Ask{Limit: fewPayouts}})
		if err != nil {
			return err
		}
		b.Payouts = found.Rows
		if found.Next != "" {
			b.AllPayouts = List{Path: pathPayouts}.at(money.PayoutFilter{Client: b.Owner.ID}.Query())
		}
	}
	return nil
}

// archiveOwner puts an owner away, or back.
func (s *screens) archiveOwner(away bool) answer {
	return func(w http.ResponseWriter, r *http.Request) error {
		i, err := pathID(r, "owner")
		if err != nil {
			return err
		}
		if err := s.Portfolio.ArchiveClient(r.Context(), viewer(r), i, away); err != nil {
			return err
		}
		n := Notice{Tone: Good, Say: say(r.Context(), "owner.owner-back-in-use")}
		if away {
			n = Notice{Tone: Good, Say: say(r.Context(), "owner.owner-archived"), Undo: ownerPath(i) + "/restore"}
		}
		s.notify(w, n)
		return seeOther(w, r, ownerPath(i))
	}
}

func (s *screens) askArchiveOwner(w http.ResponseWriter, r *http.Request) error {
	i, err := pathID(r, "owner")
	if err != nil {
		return err
	}
	c, err := s.Portfolio.Client(r.Context(), viewer(r), i)
	if err != nil {
		return err
	}
	a := Ask{Title: say(r.Context(), "owner.archive-name-2", "name", c.Name), Do: say(r.Context(), "owner.archive-name", "name", c.Name), Danger: true, Action: ownerPath(i) + "/archive", Cancel: ownerPath(i),
		Say: say(r.Context(), "owner.they-leave-list-pickers")}
	return s.show(w, r, http.StatusOK, askScreen(s.frameOf(r, a.Title), a))
}

// noteOwner adds a note to an owner.
func (s *screens) noteOwner(w http.ResponseWriter, r *http.Request) error {
	return s.addNote(w, r, access.Client, "owner", pathOwners, s.showOwner)
}
