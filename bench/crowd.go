package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/live"
	"keyhouse/passwords"
	"keyhouse/people"
	"keyhouse/server"
)

// crowd is an account whose members all have a page open.
type crowd struct {
	slug    string
	account id.ID
	boss    people.Member
	admin   *access.Viewer
	grants  []people.GrantForm // what each member is given
	members []people.Member
	tokens  []string
}

// gather makes n members who are signed in; furnish, if any, makes what they are
// granted.
func gather(ctx context.Context, h *server.House, n int, furnish func(*crowd) error) (*crowd, error) {
	slug := "crowd-" + strings.ReplaceAll(id.New().String(), "-", "")[20:]
	if slug[6] <= '9' {
		slug = slug[:6] + "x" + slug[7:]
	}
	opened, err := h.People.CreateAccount(ctx, people.NewAccount{Slug: slug, Name: "Crowd", AdminName: "Alma", AdminEmail: "alma@" + slug + ".example", Password: password})
	if err != nil {
		return nil, err
	}
	c := &crowd{slug: slug, account: opened.Account.ID, boss: opened.Admin, members: make([]people.Member, n), tokens: make([]string, n)}
	hashed := passwords.Hash(password)
	err = h.DB.Read(ctx, func(tx *db.Tx) error {
		c.admin, err = h.People.ViewerFor(ctx, tx, c.account, opened.Admin.ID, time.Now())
		return err
	})
	if err == nil && furnish != nil {
		err = furnish(c)
	}
	if err != nil {
		return nil, err
	}
	return c, c.join(ctx, h, slug, hashed)
}

// join has a few doors, since each member is a commit; fewer where members are
// granted something, which PostgreSQL has them do one after the other.
func (c *crowd) join(ctx context.Context, h *server.House, slug string, hashed passwords.Hashed) error {
	doors := 16
	if len(c.grants) > 0 {
		doors = 2
	}
	var all sync.WaitGroup
	errs := make([]error, doors)
	for door := range doors {
		all.Go(func() {
			for i := door; i < len(c.members) && errs[door] == nil; i += doors {
				c.members[i], errs[door] = h.People.Join(ctx, c.account, people.NewMember{Name: fmt.Sprint("Member ", i),
					Email: fmt.Sprintf("member%d@%s.example", i, slug), Hashed: hashed, Grants: c.grants})
				if errs[door] == nil {
					c.tokens[i], _, errs[door] = openSession(ctx, h.DB, c.members[i], people.Browser)
				}
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// openSession writes a session as signing in would, without the password:
// checking a thousand of those takes a minute by design. One of the kind Bearer
// is an API token.
func openSession(ctx context.Context, d *db.DB, m people.Member, kind string) (string, id.ID, error) {
	token, _ := people.NewToken()
	if kind == people.Bearer {
		token = people.TokenPrefix + token
	}
	session, now := id.New(), time.Now()
	err := d.Write(ctx, func(tx *db.Tx) error {
		return tx.Global("session").Insert(ctx, db.Set("token_hash", people.HashToken(token)).Set("id", session).Set("person_id", m.Person).Set("account_id", m.Account).
			Set("kind", kind).Set("method", "password").Set("ip", "").Set("agent", "").
			Set("created_at", now).Set("used_at", now).Set("expires_at", now.Add(time.Hour)).Set("proved_at", now))
	})
	return token, session, err
}

// stamper notes when a transaction that ends somebody's access commits.
type stamper struct {
	*live.Hub
	committed chan time.Time
}

func (s stamper) Publish(ctx context.Context, tx *db.Tx, topics ...live.Topic) error {
	tx.OnCommit(func() {
		select {
		case s.committed <- time.Now():
		default: // the first moment counts
		}
	})
	return s.Hub.Publish(ctx, tx, topics...)
}

// listener is one open page.
type listener struct {
	conn  net.Conn
	ended chan time.Time // when it was told that it has ended
}

// listen opens a page and waits for its first words.
func listen(a ask) (*listener, error) {
	conn, err := net.Dial("tcp", a.address)
	if err != nil {
		return nil, err
	}
	l := &listener{conn, make(chan time.Time, 1)}
	if _, err = conn.Write(a.request); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	in := bufio.NewReaderSize(conn, 512)
	for {
		line, err := in.ReadString('\n')
		if err != nil || strings.Contains(line, "event: ended") {
			return nil, errors.Join(err, errors.New("the page was not kept open"), conn.Close())
		}
		if strings.HasPrefix(line, "retry:") {
			break
		}
	}
	go func() {
		for {
			line, err := in.ReadString('\n')
			if err != nil || strings.HasPrefix(line, "event: ended") {
				l.ended <- time.Now()
				return
			}
		}
	}()
	return l, nil
}

func listenAll(asks []ask) ([]*listener, error) {
	var out []*listener
	for _, a := range asks {
		l, err := listen(a)
		if err != nil {
			leave(out)
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

func leave(all []*listener) {
	for _, l := range all {
		l.conn.Close()
	}
}
