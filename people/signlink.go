package people

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"math/big"
	"strings"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/mail"
	"keyhouse/throttle"
)

// SignInLink is the kind of a link that signs in. Its mail carries a code too,
// if the person asked for it themselves.
const (
	SignInLink = "sign-in"

	OwnLinkLife  = 30 * time.Minute // asked for on the sign-in page
	SentLinkLife = 24 * time.Hour   // sent by the office
)

// codeTries is how often a code may be typed before it is dead. Its link lives
// on.
const codeTries = 5

// AskLink sends a link and a code to sign in to whoever has this address, and
// gives what the browser that asked has to keep for the code to work: the code
// alone opens nothing elsewhere. It answers alike and at once, and writes the
// same row, whether the address is known or not; who it belongs to is looked up
// behind the answer. An unknown address gets no mail: nobody shall have us write
// to strangers.
//
// A newer link does not end an older one. Mails overtake each other, and whoever
// asks in another's name must not be able to end the link they wait for.
func (s *Store) AskLink(ctx context.Context, email string, c Client) (asked string, err error) {
	key, err := FoldEmail("email", email)
	if err != nil {
		return "", err
	}
	const op = "people.AskLink"
	if !s.knocking.Take(throttle.Network(c.IP), s.now()) {
		return "", &fault.Fault{Kind: fault.TooMany, Op: op, Say: sayManyAsked}
	}
	asked, askedHash := NewToken()
	token, hash := NewToken()
	code := newCode()
	now := s.now()
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Global("link").Insert(ctx, db.Set("token_hash", hash).Set("kind", SignInLink).Set("account_id", nil).Set("person_id", nil).Set("record_id", nil).
			Set("created_at", now).Set("expires_at", now.Add(OwnLinkLife)).Set("spent_at", nil).
			Set("asked_hash", askedHash).Set("code_hash", hashCode(asked, code)))
	})
	if err != nil {
		return "", err
	}
	s.background(func(ctx context.Context) { _ = s.mailLink(ctx, key, token, code, now.Add(OwnLinkLife), c) })
	return asked, nil
}

// mailLink gives a link that waits to the person it is for and writes to them.
// Strangers who ask for somebody's link share an allowance; a browser the person
// has signed in with has its own, so that nobody can keep them from a link.
func (s *Store) mailLink(ctx context.Context, key, token, code string, until time.Time, c Client) error {
	who, known, err := s.asker(ctx, key, c)
	if err != nil || !who.known() || s.mail == nil {
		return err
	}
	allowance := "for " + key
	if known {
		allowance += string(c.deviceHash())
	}
	if !s.asking.Take(allowance, s.now()) {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Global("link").Update(ctx, db.Where("token_hash = ?", HashToken(token)), db.Set("person_id", who.ID)); err != nil {
			return err
		}
		t := who.tongue()
		return s.mail.Enqueue(ctx, tx, mail.SignIn(t, "", "", s.linkTo(token), code, until.In(s.zone(who.Zone))).To(id.ID{}, who.Email, who.Name))
	})
}

// asker gives the person with an address, if they may enter anywhere, and
// whether they have signed in from where c is before.
func (s *Store) asker(ctx context.Context, key string, c Client) (who identity, known bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		who, err = byEmail(ctx, tx, key)
		if err != nil || !who.known() {
			return err
		}
		all, err := membershipsOf(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			who = identity{}
			return nil
		}
		known, err = c.knows(ctx, tx, who.ID)
		return err
	})
	return who, known, err
}

// SendSignInLink sends a member a link to sign in, good for a day: also to
// somebody whose invitation has run out, who becomes active by it. It takes the
// right to have them sign in anew, as a reset does.
func (s *Store) SendSignInLink(ctx context.Context, who *access.Viewer, member id.ID) error {
	const op = "people.SendSignInLink"
	return s.change(ctx, who, access.Reset, member, op, func(tx *db.Tx, who *access.Viewer, m Member) error {
		if err := s.lesser(ctx, tx, who, m, op); err != nil {
			return err
		}
		if m.State == Inactive {
			return &fault.Fault{Kind: fault.Conflict, Op: op, Say: saySwitchedOff}
		}
		if err := s.Audit(ctx, tx, who, Entry{Verb: access.Reset, Thing: access.Member, Record: member, Detail: "sign-in link sent"}); err != nil {
			return err
		}
		if err := noteInvited(ctx, tx, m, s.now().Add(SentLinkLife)); err != nil {
			return err
		}
		person, err := byID(ctx, tx, m.Person)
		if err != nil || s.mail == nil {
			return err
		}
		company, err := companyName(ctx, tx, m.Account)
		if err != nil {
			return err
		}
		token, err := s.MakeLink(ctx, tx, Link{Kind: SignInLink, Account: m.Account, Person: m.Person}, SentLinkLife)
		if err != nil {
			return err
		}
		by, until := who.Who().Name, s.now().Add(SentLinkLife).In(s.zone(person.Zone))
		return s.mail.Enqueue(ctx, tx, mail.SignIn(person.tongue(), company, by, s.linkTo(token), "", until).To(m.Account, person.Email, m.Name))
	})
}

// newCode makes six random digits.
func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // the system has no randomness
	}
	return fmt.Sprintf("%06d", n)
}

// hashCode hashes a code together with what only the browser that asked has:
// whoever reads the database cannot try out the million codes.
func hashCode(asked, code string) []byte {
	sum := sha256.Sum256([]byte(asked + "\x00" + code))
	return sum[:]
}

// readCode gives the digits of a code as people type them: with blanks, hyphens
// or what else came along from the mail.
func readCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, clip(typed, 40))
}

// SignInByCode signs in with the code of a mail, in the browser that asked for
// it. After a few wrong ones the code is dead; the link in the same mail is not.
func (s *Store) SignInByCode(ctx context.Context, asked, typed string, c Client) (string, Session, error) {
	const op = "people.SignInByCode"
	if !looksLikeToken(asked) {
		return "", Session{}, &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayNoCode}
	}
	code := readCode(typed)
	if len(code) != 6 {
		return "", Session{}, fault.Bad(op, "code", sayCodeForm)
	}
	fresh, hash := NewToken()
	var ses Session
	right := false
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := s.codeIn(ctx, tx, asked)
		if err != nil {
			return err
		}
		right = subtle.ConstantTimeCompare(l.code, hashCode(asked, code)) == 1 && !l.Person.IsZero()
		if !right {
			return nil // and the try stays counted
		}
		if err := spend(ctx, tx, l.token, s.now()); err != nil {
			return err
		}
		ses, err = s.admit(ctx, tx, hash, l.Person, c, ByLink)
		return err
	})
	if err == nil && !right {
		err = fault.Bad(op, "code", sayWrongCode)
	}
	if err != nil {
		return "", Session{}, err
	}
	return fresh, ses, nil
}

// codeLink is a link as the typed code needs it.
type codeLink struct {
	Link
	token, code []byte
}

// codeIn finds the link whose code a browser may type and counts the try.
func (s *Store) codeIn(ctx context.Context, tx *db.Tx, asked string) (codeLink, error) {
	const op = "people.SignInByCode"
	q := db.Global("l.token_hash, l.code_hash, l.person_id, l.expires_at, l.spent_at", "link l").
		And("l.asked_hash = ? AND l.kind = ?", HashToken(asked), SignInLink)
	l, err := db.One(ctx, tx, q, func(r db.Row) (codeLink, error) {
		var l codeLink
		err := r.Scan(&l.token, &l.code, &l.Person, db.ScanMoment(&l.ExpiresAt), db.ScanMoment(&l.SpentAt))
		return l, err
	})
	switch {
	case fault.Is(err, fault.Missing):
		return l, &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayNoCode}
	case err != nil:
		return l, err
	case !l.SpentAt.IsZero():
		return l, &fault.Fault{Kind: fault.Conflict, Op: op, Say: saySpentCode}
	case !s.now().Before(l.ExpiresAt):
		return l, &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayExpiredCode}
	}
	n, err := tx.Global("link").Update(ctx, db.Where("token_hash = ? AND spent_at IS NULL AND tries < ?", l.token, codeTries), db.Set("tries", db.Expr("tries + 1")))
	if err == nil && n == 0 {
		err = &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayDeadCode}
	}
	return l, err
}

// spend marks a link as spent; of two who do so at once, one gets the Conflict.
func spend(ctx context.Context, tx *db.Tx, hash []byte, now time.Time) error {
	n, err := tx.Global("link").Update(ctx, db.Where("token_hash = ? AND spent_at IS NULL", hash), db.Set("spent_at", now))
	if err == nil && n == 0 {
		err = &fault.Fault{Kind: fault.Conflict, Op: "people.SpendLink", Say: saySpentLink}
	}
	return err
}
