package people

import (
	"context"
	"crypto/sha256"
	"time"

	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/mail"
	"keyhouse/throttle"
)

// DeviceLife is how long a browser is remembered after it was last signed in
// with.
const DeviceLife = 400 * 24 * time.Hour

// deviceHash names the browser or program a request comes from. One that brings
// no device token is told from others by its agent and network.
func (c Client) deviceHash() []byte {
	if looksLikeToken(c.Device) {
		return HashToken(c.Device)
	}
	sum := sha256.Sum256([]byte("agent\x00" + c.Kind + "\x00" + c.Agent + "\x00" + throttle.Network(c.IP)))
	return sum[:]
}

// knows reports whether a person has signed in with this browser before. Only a
// device token counts: anybody can send an agent.
func (c Client) knows(ctx context.Context, tx *db.Tx, person id.ID) (bool, error) {
	q := db.Global("d.person_id", "known_device d").And("d.device_hash = ? AND d.person_id = ?", c.deviceHash(), person)
	n, err := db.Count(ctx, tx, q)
	return n > 0 && looksLikeToken(c.Device), err
}

// meet remembers the device that a session was opened with and writes to the
// person if it is a new one. The first device of all is no news.
func (s *Store) meet(ctx context.Context, tx *db.Tx, ses Session, c Client) error {
	now, hash := s.now(), c.deviceHash()
	n, err := tx.Global("known_device").Update(ctx, db.Where("device_hash = ? AND person_id = ?", hash, ses.Person), db.Set("used_at", now))
	if err != nil || n > 0 {
		return err
	}
	before, err := db.Count(ctx, tx, db.Global("d.person_id", "known_device d").And("d.person_id = ?", ses.Person))
	if err != nil {
		return err
	}
	_, err = tx.Global("known_device").Ensure(ctx, db.Set("device_hash", hash).Set("person_id", ses.Person), db.Set("created_at", now).Set("used_at", now))
	if err != nil || before == 0 || s.mail == nil {
		return err
	}
	return s.tellOfDevice(ctx, tx, ses, c)
}

func (s *Store) tellOfDevice(ctx context.Context, tx *db.Tx, ses Session, c Client) error {
	muted, err := Muted(ctx, tx, ses.Person, NoticeDevice)
	if err != nil || muted {
		return err
	}
	who, err := byID(ctx, tx, ses.Person)
	if err != nil {
		return err
	}
	t := who.tongue()
	at := ses.CreatedAt.In(s.zone(who.Zone))
	return s.mail.Enqueue(ctx, tx, mail.NewDevice(t, DeviceIn(t, c.Agent), clip(c.IP, 64), at, s.mail.Link("/me/sessions")).To(id.ID{}, who.Email, who.Name))
}
