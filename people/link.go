package people

import (
	"bytes"
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/passwords"
)

// The kinds of a link that people makes itself, and how long each is good.
// Other rooms make theirs (a quote to accept) with MakeLink.
const (
	Invitation = "invitation"
	Reset      = "reset"

	InvitationLife = 7 * 24 * time.Hour
	ResetLife      = 24 * time.Hour // sent by the office
	OwnResetLife   = time.Hour      // asked for on the sign-in page
)

// Link is a one-time link as it stands in the database. Its token is known only
// to whoever got the mail. Looking at it spends nothing; SpendIn does.
type Link struct {
	Kind                    string
	Account, Person, Record id.ID
	CreatedAt               time.Time
	ExpiresAt               time.Time
	SpentAt                 time.Time

	email string // the address it confirms
	asked []byte // the hash of what the browser that asked keeps
}

// MakeLink makes a one-time link in tx and gives the token for its address.
func (s *Store) MakeLink(ctx context.Context, tx *db.Tx, l Link, life time.Duration) (token string, err error) {
	token, hash := NewToken()
	now := s.now()
	return token, tx.Global("link").Insert(ctx, db.Set("token_hash", hash).Set("kind", l.Kind).
		Set("account_id", l.Account).Set("person_id", l.Person).Set("record_id", l.Record).
		Set("created_at", now).Set("expires_at", now.Add(life)).Set("spent_at", nil))
}

// LinkIn looks at a link of a kind without spending it. An unknown one is
// Missing; a spent or expired one is a Conflict that says which, and is given
// all the same.
func (s *Store) LinkIn(ctx context.Context, tx *db.Tx, token, kind string) (Link, error) {
	const op = "people.Link"
	missing := &fault.Fault{Kind: fault.Missing, Op: op, Say: sayNoLink}
	if !looksLikeToken(token) {
		return Link{}, missing
	}
	q := db.Global("l.kind, l.account_id, l.person_id, l.record_id, l.created_at, l.expires_at, l.spent_at, l.email, l.asked_hash", "link l").
		And("l.token_hash = ?", HashToken(token)).AndIf(kind != "", "l.kind = ?", kind)
	l, err := db.One(ctx, tx, q, scanLink)
	switch {
	case fault.Is(err, fault.Missing):
		return Link{}, missing
	case err != nil:
		return Link{}, err
	case !l.SpentAt.IsZero():
		return l, &fault.Fault{Kind: fault.Conflict, Op: op, Say: saySpentLink}
	case !s.now().Before(l.ExpiresAt):
		return l, &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayExpiredLink}
	}
	return l, nil
}

func scanLink(r db.Row) (Link, error) {
	var l Link
	err := r.Scan(&l.Kind, &l.Account, &l.Person, &l.Record, db.ScanMoment(&l.CreatedAt), db.ScanMoment(&l.ExpiresAt), db.ScanMoment(&l.SpentAt), &l.email, &l.asked)
	return l, err
}

// SpendIn spends a link in tx. Of two who spend it at once, one gets the
// Conflict. Call it for a POST only: mail scanners open every link.
func (s *Store) SpendIn(ctx context.Context, tx *db.Tx, token, kind string) (Link, error) {
	l, err := s.LinkIn(ctx, tx, token, kind)
	if err != nil {
		return l, err
	}
	return l, spend(ctx, tx, HashToken(token), s.now())
}

// LinkPage is what the page behind a link that signs in shows.
type LinkPage struct {
	Kind        string
	Name, Email string
	Company     string
	ExpiresAt   time.Time

	asked []byte
}

// NeedsPassword reports whether the link is spent only with a new password. An
// invitation may come with one; a sign-in link has no room for any.
func (l LinkPage) NeedsPassword() bool { return l.Kind == Reset }

// TakesPassword reports whether a password can be set with the link.
func (l LinkPage) TakesPassword() bool { return l.Kind != SignInLink }

// AskedElsewhere reports whether another browser than the one that keeps asked
// asked for the link.
func (l LinkPage) AskedElsewhere(asked string) bool {
	return l.asked != nil && !bytes.Equal(l.asked, HashToken(asked))
}

// PreviewLink looks at a link that signs in for its page. Nothing is spent.
func (s *Store) PreviewLink(ctx context.Context, token string) (LinkPage, error) {
	var page LinkPage
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := s.entryLink(ctx, tx, token)
		if err != nil {
			return err
		}
		who, err := byID(ctx, tx, l.Person)
		if fault.Is(err, fault.Missing) {
			return &fault.Fault{Kind: fault.Missing, Op: "people.PreviewLink", Say: sayNoLink}
		}
		if err != nil {
			return err
		}
		page = LinkPage{Kind: l.Kind, Name: who.Name, Email: who.Email, ExpiresAt: l.ExpiresAt, asked: l.asked}
		page.Company, err = companyName(ctx, tx, l.Account)
		return err
	})
	return page, err
}

// entryLink is LinkIn for the links that sign in.
func (s *Store) entryLink(ctx context.Context, tx *db.Tx, token string) (Link, error) {
	l, err := s.LinkIn(ctx, tx, token, "")
	if l.Kind != "" && l.Kind != Invitation && l.Kind != Reset && l.Kind != SignInLink {
		return Link{}, &fault.Fault{Kind: fault.Missing, Op: "people.Link", Say: sayNoLink}
	}
	if err == nil {
		err = stands(ctx, tx, l.Account)
	}
	return l, err
}

// SpendLink spends a link and signs in whom it is for; an invited member is
// active from then on. A reset demands a new password, an invitation takes one
// if it is given. The link is looked at before the password is hashed, so that
// made-up tokens cost nothing.
func (s *Store) SpendLink(ctx context.Context, token, password string, c Client) (string, Session, error) {
	page, err := s.PreviewLink(ctx, token)
	if err != nil {
		return "", Session{}, err
	}
	var chosen passwords.Hashed
	if page.NeedsPassword() || page.TakesPassword() && password != "" {
		if err := passwords.Check("password", password, page.Name, page.Email, page.Company); err != nil {
			return "", Session{}, err
		}
		if chosen, err = s.hasher.Hash(ctx, password); err != nil {
			return "", Session{}, err
		}
	}
	fresh, hash := NewToken()
	var ses Session
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		ses, err = s.spendIn(ctx, tx, token, page.Kind, chosen, hash, c)
		return err
	})
	if err != nil {
		return "", Session{}, err
	}
	return fresh, ses, nil
}

func (s *Store) spendIn(ctx context.Context, tx *db.Tx, token, kind string, chosen passwords.Hashed, hash []byte, c Client) (Session, error) {
	l, err := s.SpendIn(ctx, tx, token, kind)
	if err == nil {
		err = stands(ctx, tx, l.Account)
	}
	if err != nil {
		return Session{}, err
	}
	if chosen != (passwords.Hashed{}) {
		if err := s.newPassword(ctx, tx, l.Person, chosen); err != nil {
			return Session{}, err
		}
	}
	if c.Slug == "" && !l.Account.IsZero() {
		if c.Slug, err = slugOf(ctx, tx, l.Account); err != nil {
			return Session{}, err
		}
	}
	return s.admit(ctx, tx, hash, l.Person, c, ByLink)
}

// newPassword sets a password by a link and tells the person, unless it is their
// first.
func (s *Store) newPassword(ctx context.Context, tx *db.Tx, person id.ID, chosen passwords.Hashed) error {
	who, err := byID(ctx, tx, person)
	if err != nil && fault.KindOf(err) != fault.Missing {
		return err
	}
	if err := s.setPassword(ctx, tx, person, chosen); err != nil || who.hash == "" {
		return err
	}
	if err := s.noteEverywhere(ctx, tx, who.ID, Entry{Verb: access.Edit, Thing: access.Profile, Detail: "password changed by a link"}); err != nil {
		return err
	}
	return s.tellOwnPassword(ctx, tx, who)
}

func (s *Store) setPassword(ctx context.Context, tx *db.Tx, person id.ID, chosen passwords.Hashed) error {
	n, err := tx.Global("person").Update(ctx, db.Where("id = ? AND deleted_at IS NULL", person),
		db.Set("password_hash", chosen.Stored()).Set("failed_count", 0).Set("failed_at", nil))
	if err == nil && n == 0 {
		err = &fault.Fault{Kind: fault.Missing, Op: "people.setPassword", Say: sayNoLink}
	}
	return err
}
