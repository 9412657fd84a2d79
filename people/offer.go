package people

import (
	"context"
	"time"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/mail"
	"keyhouse/provider"
)

// Entered is what came of a visit to a provider. Without a Token nobody here is
// known by that identity yet; what there is to do is the same whoever they are.
type Entered struct {
	Token   string
	Session Session
}

// EnterBy opens a session for whom a provider vouches: the person with that
// issuer and subject, and nobody else. If there is none, the browser may go on
// by signing in another way and connecting both (Connect); and if the provider
// has verified an address that somebody here has, a link to it lets them
// confirm that it is they (ConfirmOffer). Whether there is such a person shows
// nowhere.
func (s *Store) EnterBy(ctx context.Context, v Visit, who provider.Claim, c Client) (Entered, error) {
	token, hash := NewToken()
	var e Entered
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		e = Entered{}
		person, err := personBy(ctx, tx, who)
		if err != nil {
			return err
		}
		if person.IsZero() {
			return s.keepClaim(ctx, tx, v, who)
		}
		if err := s.closeVisit(ctx, tx, v, "people.EnterBy"); err != nil {
			return err
		}
		if err := s.noteUse(ctx, tx, who); err != nil {
			return err
		}
		c.Slug = v.Slug
		e.Token = token
		e.Session, err = s.admit(ctx, tx, hash, person, c, who.Provider)
		return err
	})
	if err != nil {
		return Entered{}, err
	}
	if e.Token == "" && who.Verified {
		s.offerByMail(v, who)
	}
	return e, nil
}

// offerByMail writes to whoever has the verified address, later and unseen.
func (s *Store) offerByMail(v Visit, who provider.Claim) {
	key, err := FoldEmail("email", who.Email)
	if err != nil || !s.asking.Take("for "+key, s.now()) {
		return
	}
	s.background(func(ctx context.Context) {
		_ = s.db.Write(ctx, func(tx *db.Tx) error { return s.mailOffer(ctx, tx, v, key) })
	})
}

func (s *Store) mailOffer(ctx context.Context, tx *db.Tx, v Visit, key string) error {
	who, err := byEmail(ctx, tx, key)
	if err != nil || !who.known() || s.mail == nil {
		return err
	}
	all, err := membershipsOf(ctx, tx, who.ID)
	if err != nil || len(all) == 0 {
		return err
	}
	token, err := s.MakeLink(ctx, tx, Link{Kind: Connection, Person: who.ID, Record: v.ID}, OfferLife)
	if err != nil {
		return err
	}
	until := s.now().Add(OfferLife).In(s.zone(who.Zone))
	letter := mail.ConfirmProvider(who.tongue(), s.providers.Label(v.Provider), s.mail.Link(ConfirmPath+token), until)
	return s.mail.Enqueue(ctx, tx, letter.To(id.ID{}, who.Email, who.Name))
}

// Connection is the kind of a link with which somebody confirms that an
// identity at a provider is theirs; ConfirmPath is where its page stands.
const (
	Connection  = "connection"
	ConfirmPath = "/sign-in/confirm/"
)

// Offer is an identity that somebody may connect with their sign-in.
type Offer struct {
	Provider, Label string
	Email           string // what the provider calls them
	Name            string // whose sign-in it would be, where that is known
	Address         string // and their own address
	Next            string // where they were going
	ExpiresAt       time.Time
}

// OfferFor gives what a browser brought back from a provider that is nobody's
// yet; none is not found.
func (s *Store) OfferFor(ctx context.Context, browser string) (Offer, error) {
	var o Offer
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		v, err := s.offered(ctx, tx, browser)
		o = s.offerOf(v)
		return err
	})
	return o, err
}

func (s *Store) offerOf(v Visit) Offer {
	return Offer{Provider: v.Provider, Label: s.providers.Label(v.Provider), Email: v.claim.Email, Next: v.Next, ExpiresAt: v.ExpiresAt}
}

func (s *Store) offered(ctx context.Context, tx *db.Tx, browser string) (Visit, error) {
	if !looksLikeToken(browser) {
		return Visit{}, fault.NotFound("people.Offer")
	}
	q := db.Global(visitColumns, "provider_visit v").And("v.browser_hash = ? AND v.subject <> '' AND v.done_at IS NULL AND v.expires_at > ?", HashToken(browser), s.now())
	return db.One(ctx, tx, q.Order("v.created_at DESC, v.id DESC").Limit(1), scanVisit)
}

// Connect adds what the browser brought back from a provider to the actor's
// ways to sign in. It takes a fresh proof of who they are.
func (s *Store) Connect(ctx context.Context, a *Actor, browser string) error {
	const op = "people.Connect"
	if err := s.mayVisit(a, ToLink, op); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := s.offered(ctx, tx, browser)
		if err != nil {
			return err
		}
		if err := s.closeVisit(ctx, tx, v, op); err != nil {
			return err
		}
		return s.link(ctx, tx, a.Person.ID, v.claim, op)
	})
}

// LinkBy adds whom a provider vouches for to the ways to sign in of the actor
// who went there for that.
func (s *Store) LinkBy(ctx context.Context, a *Actor, v Visit, who provider.Claim) error {
	const op = "people.LinkBy"
	if err := sameVisitor(a, v, op); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.closeVisit(ctx, tx, v, op); err != nil {
			return err
		}
		return s.link(ctx, tx, a.Person.ID, who, op)
	})
}

func sameVisitor(a *Actor, v Visit, op string) error {
	switch {
	case a == nil:
		return signedOut(op, saySignIn)
	case a.Real != nil:
		return acting(op)
	case a.Person.ID != v.Person || a.Session.ID != v.Session:
		return &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayOtherPerson}
	}
	return nil
}

// freshProof is how long ago somebody may have shown a provider who they are.
const freshProof = 5 * time.Minute

// mayProveBy refuses a provider as a proof to whoever has an authenticator app:
// with the app they prove it, since a provider that a browser is still signed in
// to proves less.
func (s *Store) mayProveBy(ctx context.Context, a *Actor, op string) error {
	f, err := s.Factors(ctx, a)
	if err == nil && f.Ways().Code {
		err = &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayProveByApp}
	}
	return err
}

// ProveBy notes that the actor has just shown a provider who they are. One that
// does not say when that was proves nothing: they may have been signed in there
// since last week. Whoever has an authenticator app proves with that.
func (s *Store) ProveBy(ctx context.Context, a *Actor, v Visit, who provider.Claim) error {
	const op = "people.ProveBy"
	if err := sameVisitor(a, v, op); err != nil {
		return err
	}
	if err := s.mayProveBy(ctx, a, op); err != nil {
		return err
	}
	if who.ProvedAt.IsZero() || s.now().Sub(who.ProvedAt) > freshProof {
		return &fault.Fault{Kind: fault.Invalid, Op: op,
			Say: s.providers.Label(v.Provider) + " does not say that you have just shown there who you are. Prove it another way."}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		person, err := personBy(ctx, tx, who)
		if err != nil {
			return err
		}
		if person != a.Person.ID {
			return &fault.Fault{Kind: fault.Invalid, Op: op, Say: "That is not one of your sign-ins here. Choose the one that you use for this address."}
		}
		if err := s.closeVisit(ctx, tx, v, op); err != nil {
			return err
		}
		return s.noteProof(ctx, tx, a.Session, "")
	})
}

// PreviewOffer looks at a link from mail for its page. Nothing is spent.
func (s *Store) PreviewOffer(ctx context.Context, token string) (Offer, error) {
	var o Offer
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := s.LinkIn(ctx, tx, token, Connection)
		if err != nil {
			return err
		}
		v, who, err := offerBehind(ctx, tx, l)
		o = s.offerOf(v)
		o.Name, o.Address = who.Name, who.Email
		return err
	})
	return o, err
}

func offerBehind(ctx context.Context, tx *db.Tx, l Link) (Visit, identity, error) {
	v, err := db.One(ctx, tx, db.Global(visitColumns, "provider_visit v").And("v.id = ? AND v.subject <> ''", l.Record), scanVisit)
	if err == nil {
		var who identity
		who, err = byID(ctx, tx, l.Person)
		return v, who, err
	}
	return v, identity{}, err
}

// ConfirmOffer spends a link from mail: the identity at the provider is theirs
// from now on, and they are signed in.
func (s *Store) ConfirmOffer(ctx context.Context, token string, c Client) (string, Session, error) {
	const op = "people.ConfirmOffer"
	fresh, hash := NewToken()
	var ses Session
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := s.SpendIn(ctx, tx, token, Connection)
		if err != nil {
			return err
		}
		v, who, err := offerBehind(ctx, tx, l)
		if err != nil {
			return err
		}
		if err := s.closeVisit(ctx, tx, v, op); err != nil {
			return err
		}
		if err := s.link(ctx, tx, who.ID, v.claim, op); err != nil {
			return err
		}
		c.Slug = v.Slug
		ses, err = s.admit(ctx, tx, hash, who.ID, c, v.Provider)
		return err
	})
	if err != nil {
		return "", Session{}, err
	}
	return fresh, ses, nil
}
