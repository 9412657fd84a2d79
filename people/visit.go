package people

import (
	"context"
	"time"

	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/provider"
	"keyhouse/throttle"
)

// What somebody goes to a provider for: to sign in, to add it to their ways to
// sign in, or to prove once more who they are.
const (
	ToEnter = "enter"
	ToLink  = "link"
	ToProve = "prove"
)

// How long a visit to a provider may take, and how long whom it vouched for
// waits to be confirmed.
const (
	VisitLife = 10 * time.Minute
	OfferLife = 30 * time.Minute
)

// Visit is one browser's one visit to a provider. Next is where the person was
// going and Slug through which entry address.
type Visit struct {
	ID                id.ID
	Provider, Purpose string
	Person, Session   id.ID // who began it, to link or to prove
	Next, Slug        string
	ExpiresAt         time.Time

	claim      provider.Claim // whom it vouched for, waiting to be confirmed
	returnedAt time.Time
	doneAt     time.Time
}

const (
	sayManyVisits  = "There were too many tries to sign in from your network. Wait a minute, then try again."
	sayOtherVisit  = "This was begun in another browser, or long ago. Nothing has changed. Begin again here."
	sayUsedVisit   = "This answer was used already: perhaps the page was loaded twice. If you are not signed in, begin again."
	sayOldVisit    = "This took longer than ten minutes. Nothing has changed. Begin again."
	sayOtherPerson = "You are signed in as somebody else than when you began. Nothing has changed. Begin again."
)

// BeginVisit notes that a browser goes to a provider and gives the state that
// goes along. browser is the secret in its cookie. To link or to prove, a is who
// does it; linking takes a fresh proof of who they are.
func (s *Store) BeginVisit(ctx context.Context, a *Actor, v Visit, browser string, c Client) (state string, err error) {
	const op = "people.BeginVisit"
	if v.Purpose != ToEnter {
		err := s.mayVisit(a, v.Purpose, op)
		if err == nil && v.Purpose == ToProve {
			err = s.mayProveBy(ctx, a, op)
		}
		if err != nil {
			return "", err
		}
		v.Person, v.Session = a.Person.ID, a.Session.ID
	}
	now := s.now()
	if !looksLikeToken(browser) {
		return "", fault.Bad(op, "", sayOtherVisit)
	}
	if !s.visits.Take(throttle.Network(c.IP), now) {
		return "", &fault.Fault{Kind: fault.TooMany, Op: op, Say: sayManyVisits}
	}
	state, hash := NewToken()
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Global("provider_visit").Insert(ctx, db.Set("state_hash", hash).Set("id", id.New()).Set("browser_hash", HashToken(browser)).
			Set("provider", v.Provider).Set("purpose", v.Purpose).Set("person_id", v.Person).Set("session_id", v.Session).
			Set("next", clip(v.Next, 2000)).Set("slug", clip(v.Slug, maxSlug)).Set("created_at", now).Set("expires_at", now.Add(VisitLife)).
			Set("returned_at", nil).Set("issuer", "").Set("subject", "").Set("email", "").Set("done_at", nil))
	})
	return state, err
}

// mayVisit refuses what nobody does in another's name or from a browser that
// somebody left open.
func (s *Store) mayVisit(a *Actor, purpose, op string) error {
	switch {
	case a == nil:
		return signedOut(op, saySignIn)
	case a.Real != nil:
		return acting(op)
	case purpose == ToLink:
		return s.Proved(a)
	}
	return nil
}

const visitColumns = "v.id, v.provider, v.purpose, v.person_id, v.session_id, v.next, v.slug, v.expires_at, v.returned_at, v.done_at, v.issuer, v.subject, v.email"

func scanVisit(r db.Row) (Visit, error) {
	var v Visit
	err := r.Scan(&v.ID, &v.Provider, &v.Purpose, &v.Person, &v.Session, &v.Next, &v.Slug, db.ScanMoment(&v.ExpiresAt),
		db.ScanMoment(&v.returnedAt), db.ScanMoment(&v.doneAt), &v.claim.Issuer, &v.claim.Subject, &v.claim.Email)
	v.claim.Provider = v.Provider
	return v, err
}

// ReturnVisit finds the visit that a browser comes back from and spends its
// state, whatever the provider says: of two who bring the same one, one is
// refused. The visit is given with the fault too, if it is this browser's, so
// that they can begin again where they were.
func (s *Store) ReturnVisit(ctx context.Context, provider, state, browser string) (Visit, error) {
	const op = "people.ReturnVisit"
	other := &fault.Fault{Kind: fault.Invalid, Op: op, Say: sayOtherVisit}
	if !looksLikeToken(state) || !looksLikeToken(browser) {
		return Visit{}, other
	}
	var v Visit
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		q := db.Global(visitColumns, "provider_visit v").And("v.state_hash = ? AND v.browser_hash = ? AND v.provider = ?", HashToken(state), HashToken(browser), provider)
		v, err = db.One(ctx, tx, q, scanVisit)
		switch {
		case fault.Is(err, fault.Missing):
			return other
		case err != nil:
			return err
		case !v.returnedAt.IsZero():
			return &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayUsedVisit}
		case !s.now().Before(v.ExpiresAt):
			return &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayOldVisit}
		}
		n, err := tx.Global("provider_visit").Update(ctx, db.Where("id = ? AND returned_at IS NULL", v.ID), db.Set("returned_at", s.now()))
		if err == nil && n == 0 {
			err = &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayUsedVisit}
		}
		return err
	})
	return v, err
}

// keepClaim has a visit remember whom the provider vouched for, until they are
// confirmed.
func (s *Store) keepClaim(ctx context.Context, tx *db.Tx, v Visit, who provider.Claim) error {
	_, err := tx.Global("provider_visit").Update(ctx, db.ByID(v.ID), db.Set("issuer", who.Issuer).Set("subject", who.Subject).
		Set("email", clip(who.Email, maxEmail)).Set("expires_at", s.now().Add(OfferLife)))
	return err
}

// closeVisit spends what a visit brought.
func (s *Store) closeVisit(ctx context.Context, tx *db.Tx, v Visit, op string) error {
	n, err := tx.Global("provider_visit").Update(ctx, db.Where("id = ? AND done_at IS NULL", v.ID), db.Set("done_at", s.now()))
	if err == nil && n == 0 {
		err = &fault.Fault{Kind: fault.Conflict, Op: op, Say: sayUsedVisit}
	}
	return err
}
