// Package demo makes up two companies that look after other people's holiday
// homes, with a year and a half of bookings around today, and people to sign in
// as. It goes through the same calls as everybody else; the same day gives the
// same companies.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"keyhouse/passwords"
	"keyhouse/server"
)

// Size says how much there is.
type Size string

// The sizes: some hundreds of bookings in a second, or a million in minutes.
const (
	Small Size = "small"
	Large Size = "large"
)

// Options of Prepare.
type Options struct {
	Folder     string // where keyhouse.db goes, or is already
	Size       Size
	Properties int    // how many there are at Large; 0: 23,000, with about forty-five bookings each
	BaseURL    string // links in the mails begin with it
	Now        func() time.Time
	Log        *slog.Logger
	Say        func(format string, args ...any) // how far it is; nil says nothing
}

// SystemAccount is the company whose admins also run the demo's installation.
const SystemAccount = "zilt"

// Prepare gives the database of a demo in a folder: the one that is there, or a
// new one. One that was not finished is begun anew.
func Prepare(ctx context.Context, o Options) (file string, err error) {
	file = filepath.Join(o.Folder, "keyhouse.db")
	if _, err := os.Stat(file); err == nil {
		return file, reuse(ctx, file, o)
	}
	if err := os.MkdirAll(o.Folder, 0o700); err != nil {
		return "", err
	}
	making := filepath.Join(o.Folder, "making.db")
	if err := remove(making); err != nil {
		return "", err
	}
	if err := build(ctx, making, o); err != nil {
		return "", errors.Join(err, remove(making))
	}
	return file, os.Rename(making, file)
}

func remove(file string) error {
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(file + end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// build seeds a file that nobody uses yet, so it need not be on the disk until
// it is whole.
func build(ctx context.Context, file string, o Options) error {
	c, hash := &clock{now: o.Now}, hashing()
	h, err := server.Open(ctx, server.Options{Database: file, Synchronous: "OFF", BaseURL: o.BaseURL, KeepMail: true, Now: c.Now, Log: o.Log})
	if err != nil {
		return err
	}
	return errors.Join(seed(ctx, h, c, hash, o), h.Close(), sync(file))
}

// hashing hashes the password that all of the demo's people share, while the
// rest goes on.
func hashing() <-chan passwords.Hashed {
	done := make(chan passwords.Hashed, 1)
	go func() { done <- passwords.Hash(Password) }()
	return done
}

// sync has a file that is whole on the disk.
func sync(file string) error {
	f, err := os.OpenFile(file, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// reuse looks whether a file is a demo: nobody wants a demo's passwords in
// their own database.
func reuse(ctx context.Context, file string, o Options) error {
	h, err := server.Open(ctx, server.Options{Database: file, Now: o.Now, Log: o.Log})
	if err != nil {
		return err
	}
	defer h.Close()
	if _, err := h.People.AccountBySlug(ctx, zilt.slug); err != nil {
		return fmt.Errorf("%s is there and is no demo; choose another folder", file)
	}
	return nil
}

// Seed fills an open house whose clock is o.Now: for tests and measurements.
// Use Prepare where the clock may be moved, which makes past things look past.
func Seed(ctx context.Context, h *server.House, o Options) error {
	return seed(ctx, h, &clock{now: o.Now}, hashing(), o)
}

// clock can be put back, to do things when they are said to have happened.
type clock struct {
	now  func() time.Time
	back time.Duration
}

// Now is what the house believes.
func (c *clock) Now() time.Time {
	now := time.Now
	if c.now != nil {
		now = c.now
	}
	return now().Add(-c.back)
}

// ago puts the clock back.
func (c *clock) ago(d time.Duration) { c.back = d }
