package people

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/mail"
	"keyhouse/passwords"
	"keyhouse/throttle"
	"keyhouse/words"
)

// SignUp is an account that a stranger asks for, where the operator lets them.
type SignUp struct {
	Company, Slug  string
	Template       string
	Currency, Zone string
	Name, Email    string
}

// SignUpLink is the kind of the link by which it is opened; SignUpPath is where
// its page stands, with SignUpLife to open it.
const (
	SignUpLink = "sign-up"
	SignUpPath = "/sign-up/"
	SignUpLife = 24 * time.Hour
)

const sayManySignUps = "That is many requests from your network. Wait a while, then try again."

// SignsUp reports whether strangers may open accounts.
func (s *Store) SignsUp() bool { return s.signUp }

func (n SignUp) account() NewAccount {
	return NewAccount{Slug: n.Slug, Name: n.Company, Template: n.Template, Plan: Soho, Currency: n.Currency, Zone: n.Zone, AdminName: n.Name, AdminEmail: n.Email}
}

// AskSignUp sends a link to open an account to the address typed. It answers
// alike whether somebody is known by that address; each address and network can
// ask a few times only. Where strangers may not, there is nothing.
func (s *Store) AskSignUp(ctx context.Context, n SignUp, c Client) error {
	const op = "people.AskSignUp"
	if !s.signUp {
		return fault.NotFound(op)
	}
	key, err := s.checkSignUp(ctx, &n)
	if err != nil {
		return err
	}
	now := s.now()
	if !s.knocking.Take(throttle.Network(c.IP), now) {
		return &fault.Fault{Kind: fault.TooMany, Op: op, Say: sayManySignUps}
	}
	if !s.asking.Take("for "+key, now) {
		return nil
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.mailSignUp(ctx, tx, n, key) })
}

// checkSignUp says everything that is wrong with a form at once; that the entry
// address is taken is said too, since anybody can look.
func (s *Store) checkSignUp(ctx context.Context, n *SignUp) (key string, err error) {
	a := n.account()
	f := fault.Fields{Op: "people.AskSignUp"}
	key, bad := FoldEmail("email", n.Email)
	if bad != nil {
		f.Bad("email", fault.Of(bad).Say)
	}
	a.checkIn(&f)
	f = renamed(f, map[string]string{"name": "company", "admin_name": "name"})
	if err := f.Err(); err != nil {
		return "", err
	}
	n.Company, n.Name, n.Template, n.Currency, n.Zone = a.Name, a.AdminName, a.Template, a.Currency, a.Zone
	if err := s.mayTakeSlug(n.Slug, "", "people.AskSignUp"); err != nil {
		return "", err
	}
	_, err = s.AccountBySlug(ctx, n.Slug)
	if err == nil {
		return "", &fault.Fault{Kind: fault.Conflict, Op: "people.AskSignUp", Field: "slug", Say: sayTaken}
	}
	if fault.Is(err, fault.Missing) {
		err = nil
	}
	return key, err
}

func renamed(f fault.Fields, names map[string]string) fault.Fields {
	out := fault.Fields{Op: f.Op}
	for field, say := range fault.ByField(f.Err()) {
		if other, ok := names[field]; ok {
			field = other
		}
		out.Bad(field, say)
	}
	return out
}

func (s *Store) mailSignUp(ctx context.Context, tx *db.Tx, n SignUp, key string) error {
	row, now := id.New(), s.now()
	err := tx.Global("sign_up").Insert(ctx, db.Set("id", row).Set("email", shownEmail(key)).Set("name", n.Name).Set("company", n.Company).Set("slug", n.Slug).
		Set("template", n.Template).Set("currency", n.Currency).Set("zone", n.Zone).Set("created_at", now).Set("expires_at", now.Add(SignUpLife)))
	if err != nil {
		return err
	}
	token, err := s.MakeLink(ctx, tx, Link{Kind: SignUpLink, Record: row}, SignUpLife)
	if err != nil || s.mail == nil {
		return err
	}
	letter := mail.SignUp(words.For(""), n.Company, s.mail.Link(SignUpPath+token), now.Add(SignUpLife).In(s.zone(n.Zone)))
	return s.mail.Enqueue(ctx, tx, letter.To(id.ID{}, shownEmail(key), n.Name))
}

// SignUpPage is what the page behind the link shows. Whoever has no password yet
// chooses one there.
type SignUpPage struct {
	SignUp
	NeedsPassword bool
}

// PreviewSignUp looks at a link that opens an account. Nothing is spent.
func (s *Store) PreviewSignUp(ctx context.Context, token string) (SignUpPage, error) {
	var p SignUpPage
	if !s.signUp {
		return p, fault.NotFound("people.PreviewSignUp")
	}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := s.LinkIn(ctx, tx, token, SignUpLink)
		if err == nil {
			p.SignUp, err = signUpIn(ctx, tx, l.Record)
		}
		if err != nil {
			return err
		}
		who, err := s.findIn(ctx, tx, p.Email)
		p.NeedsPassword = who.hash == ""
		return err
	})
	return p, err
}

func (s *Store) findIn(ctx context.Context, tx *db.Tx, email string) (identity, error) {
	key, err := FoldEmail("email", email)
	if err != nil {
		return identity{}, err
	}
	return byEmail(ctx, tx, key)
}

func signUpIn(ctx context.Context, tx *db.Tx, row id.ID) (SignUp, error) {
	q := db.Global("u.company, u.slug, u.template, u.currency, u.zone, u.name, u.email", "sign_up u").And("u.id = ?", row)
	return db.One(ctx, tx, q, func(r db.Row) (n SignUp, err error) {
		err = r.Scan(&n.Company, &n.Slug, &n.Template, &n.Currency, &n.Zone, &n.Name, &n.Email)
		return n, err
	})
}

// ConfirmSignUp spends the link: the account is open, and whoever asked is its
// admin and signed in. slug, if given, is another entry address than the one
// asked for, should that have been taken meanwhile.
func (s *Store) ConfirmSignUp(ctx context.Context, token, slug, password string, c Client) (string, Session, error) {
	const op = "people.ConfirmSignUp"
	p, err := s.PreviewSignUp(ctx, token)
	if err != nil {
		return "", Session{}, err
	}
	n := p.account()
	if slug != "" {
		n.Slug = slug
	}
	if err := s.mayTakeSlug(n.Slug, "", op); err != nil {
		return "", Session{}, err
	}
	n.Hashed = passwords.Kept
	if p.NeedsPassword {
		if err := passwords.Check("password", password, n.AdminName, n.AdminEmail, n.Name); err != nil {
			return "", Session{}, err
		}
		if n.Hashed, err = s.hasher.Hash(ctx, password); err != nil {
			return "", Session{}, err
		}
	}
	fresh, hash := NewToken()
	var ses Session
	_, err = s.openAccount(ctx, n, func(tx *db.Tx, made Opened) error {
		if _, err := s.SpendIn(ctx, tx, token, SignUpLink); err != nil {
			return err
		}
		if err := s.firstPassword(ctx, tx, made.Admin.Person, n.Hashed, p.NeedsPassword); err != nil {
			return err
		}
		c.Slug = made.Account.Slug
		if err := s.Audit(ctx, tx, system(made.Account.ID), Entry{Verb: access.Add, Thing: access.Account, Record: made.Account.ID, Detail: "opened by sign-up", Changes: Diff(nil, made.Account.fields(sectionsOf(made.Account.Template)))}); err != nil {
			return err
		}
		ses, err = s.admit(ctx, tx, hash, made.Admin.Person, c, ByLink)
		return err
	})
	if err != nil {
		return "", Session{}, err
	}
	return fresh, ses, nil
}

// firstPassword sees that whoever opened an account can sign in as they were
// told: with the password they have, or with the one they chose just now.
func (s *Store) firstPassword(ctx context.Context, tx *db.Tx, person id.ID, stored passwords.Hashed, chosen bool) error {
	who, err := byID(ctx, tx, person)
	switch {
	case err != nil:
		return err
	case chosen && who.hash == "":
		return s.setPassword(ctx, tx, person, stored)
	case chosen != (who.hash == stored.Stored()): // they got a password meanwhile, or are gone and were enrolled anew
		return &fault.Fault{Kind: fault.Conflict, Op: "people.ConfirmSignUp", Say: "Something has changed since you opened this page. Load it again."}
	}
	return nil
}
