package people

import (
	"context"
	"sync"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/live"
	"keyhouse/mail"
	"keyhouse/passwords"
	"keyhouse/provider"
	"keyhouse/seal"
	"keyhouse/throttle"
)

// Options say what a Store needs from outside; each has a default.
type Options struct {
	Now  func() time.Time // the clock; time.Now if nil
	Mail Mailer           // takes invitations and resets; nil drops them
	Live Publisher        // is told what ended and what changed; nil tells nobody

	// Untraced leaves the audit trail out. Only the benchmark that measures what
	// the trail costs sets it, which a test of the whole house sees to.
	Untraced bool

	// SystemAccount is the slug of the account whose admins run the
	// installation; "" has none (T16).
	SystemAccount string

	// SignUp lets strangers open accounts, by a link to their address.
	SignUp bool

	// BaseURL is how people reach this installation; passkeys are tied to its host.
	// "" has no passkeys.
	BaseURL string

	// Providers vouch for people who sign in through them; nil has none.
	Providers *provider.Set

	Secrets *seal.Ring // the installation's key; one of this process alone if nil
}

// Mailer takes mails into the transaction of what they are about, and makes a
// path of this installation an address that works in them: *mail.Post.
type Mailer interface {
	Enqueue(ctx context.Context, tx *db.Tx, m mail.Mail) error
	Link(path string) string
}

// Publisher spreads topics once tx has committed.
type Publisher interface {
	Publish(ctx context.Context, tx *db.Tx, topics ...live.Topic) error
}

// Store keeps people. It is safe for concurrent use; call Run in a goroutine
// to have its background work done, and Close before the database closes.
type Store struct {
	db   *db.DB
	now  func() time.Time
	mail Mailer
	live Publisher

	systemAccount string
	signUp        bool
	providers     *provider.Set
	secrets       *seal.Ring
	site          Site
	reliant       *webauthn.WebAuthn // nil: there are no passkeys

	hasher   *passwords.Hasher
	failing  *throttle.Limit // wrong passwords, by network
	guessing *throttle.Limit // wrong passwords, by address and network, or by device
	knocking *throttle.Limit // mails asked for, by network
	asking   *throttle.Limit // mails asked for, by address
	visits   *throttle.Limit // to providers, by network
	sections *shownSections
	viewers  *viewers
	seats    *seats
	touched  *touched
	looked   *looks
	trail    *trail
	untraced bool
	denials  *denials
	later    sync.WaitGroup

	mu    sync.RWMutex
	kinds map[access.Thing]Kind
	zones map[string]*time.Location
}

// New makes a Store over d.
func New(d *db.DB, o Options) *Store {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Secrets == nil {
		o.Secrets = seal.New(seal.NewKey())
	}
	site := siteOf(o.BaseURL)
	return &Store{
		site: site, reliant: site.reliant(),
		db: d, now: o.Now, mail: o.Mail, live: o.Live, systemAccount: o.SystemAccount, providers: o.Providers, secrets: o.Secrets, signUp: o.SignUp, sections: newShownSections(),
		hasher:   passwords.NewHasher(),
		failing:  throttle.New(30, 6*time.Second),
		guessing: throttle.New(guesses, guessEvery),
		knocking: throttle.New(30, 20*time.Second),
		asking:   throttle.New(5, 5*time.Minute),
		visits:   throttle.New(60, 2*time.Second),
		viewers:  newViewers(),
		seats:    newSeats(),
		touched:  newTouched(),
		looked:   newLooks(),
		trail:    newTrail(),
		untraced: o.Untraced,
		denials:  newDenials(),
		kinds:    map[access.Thing]Kind{},
		zones:    map[string]*time.Location{},
	}
}

// touchEvery is how often Run writes down which sessions were used.
const touchEvery = 5 * time.Second

// sweepEvery is how often Run removes sessions and links that ended long ago.
const sweepEvery = time.Hour

// Run writes down which sessions were used and which attempts were made again,
// and removes ended sessions until ctx is done. Errors of the database are tried again at the next turn.
func (s *Store) Run(ctx context.Context) {
	touch, sweep := time.NewTicker(touchEvery), time.NewTicker(sweepEvery)
	defer touch.Stop()
	defer sweep.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-touch.C:
			_ = s.Touch(ctx) // kept for the next turn
			s.tell(s.denials.sweep(s.now().Add(-foldFor)))
		case <-sweep.C:
			_ = s.Sweep(ctx)
		}
	}
}

// Close waits for what is being written in the background and writes the last
// uses of sessions and the last refused attempts that were only counted.
func (s *Store) Close(ctx context.Context) error {
	s.later.Wait()
	s.tell(s.denials.sweep(s.now().Add(foldFor)))
	s.later.Wait()
	return s.Touch(ctx)
}

// publish tells the open pages, if anyone listens.
func (s *Store) publish(ctx context.Context, tx *db.Tx, topics ...live.Topic) error {
	if s.live == nil {
		return nil
	}
	return s.live.Publish(ctx, tx, topics...)
}

// zone gives a time zone by its IANA name; an unknown one is UTC, so that a
// name this machine does not know cannot keep people out.
func (s *Store) zone(name string) *time.Location {
	s.mu.RLock()
	loc := s.zones[name]
	s.mu.RUnlock()
	if loc != nil {
		return loc
	}
	loc, err := zoneOf(name)
	if err != nil {
		loc = time.UTC
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.zones[name] = loc
	return loc
}
