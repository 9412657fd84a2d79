package machine

import (
	"context"
	"time"

	"keyhouse/access"
)

// Way is a way to sign in.
type Way struct {
	Name, Label string
	On          bool
	Provider    bool   // somebody else says who it is (OpenID Connect)
	Issuer      string // of a provider
	BackURL     string // the address to register there
	Err         string // why it did not answer the last time; no personal data
	CheckedAt   time.Time
}

// Ways lists how people sign in. Who looks after an account's sessions may know;
// how providers are set up is the installation's.
func (s *Store) Ways(ctx context.Context, who *access.Viewer) ([]Way, error) {
	if err := s.own(ctx, who, access.Read, access.Plan, "machine.Ways"); err != nil {
		return nil, err
	}
	whole, err := s.Whole(ctx, who)
	if err != nil || s.o.Ways == nil {
		return nil, err
	}
	ways := s.o.Ways()
	if !whole {
		for i := range ways {
			ways[i].Issuer, ways[i].BackURL, ways[i].Err = "", "", ""
		}
	}
	return ways, nil
}
