package server

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"keyhouse/db/dbtest"
	"keyhouse/seal"
)

func (o Options) opened(t *testing.T) *House {
	t.Helper()
	h, err := Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// The key of an SQLite database lies beside it, is made once and only its owner
// may read it.
func TestTheKeyLiesBesideTheDatabase(t *testing.T) {
	dir := t.TempDir()
	o := Options{Data: dir, Synchronous: "NORMAL"}
	h := o.opened(t)
	sealed := h.Secrets.Seal("test", []byte("words"), nil)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, KeyFile)
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v %v", info, err)
	}
	h = o.opened(t)
	if plain, err := h.Secrets.Open("test", sealed, nil); err != nil || string(plain) != "words" {
		t.Errorf("after a restart: %v", err)
	}
	h.Close()

	// A key from the operator comes first; the file's still opens what it sealed.
	o.SecretKey = seal.Write(seal.NewKey())
	h = o.opened(t)
	if plain, err := h.Secrets.Open("test", sealed, nil); err != nil || string(plain) != "words" {
		t.Errorf("with another key in front: %v", err)
	}
	h.Close()

	// Nothing starts with a key that is none; a lost one is told of, and locks nobody out.
	o.SecretKey = "a password"
	if _, err := Open(context.Background(), o); err == nil || !strings.Contains(err.Error(), "openssl rand") {
		t.Errorf("started with a key that is none: %v", err)
	}
	o.SecretKey = ""
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	h = o.opened(t)
	if _, err := h.Secrets.Open("test", sealed, nil); err != seal.ErrNoKey {
		t.Errorf("without the key: %v", err)
	}
	h.Close()
	if err := os.WriteFile(file, []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), o); err == nil {
		t.Error("started with a damaged key file")
	}
}

// Nodes on one PostgreSQL agree on a key that lies in the database, until they
// are given one.
func TestNodesAgreeOnAKey(t *testing.T) {
	dsn := dbtest.PostgresDSN(t)
	one := Options{Data: t.TempDir(), Database: dsn}.opened(t)
	defer one.Close()
	two := Options{Data: t.TempDir(), Database: dsn}.opened(t)
	defer two.Close()
	sealed := one.Secrets.Seal("test", []byte("words"), nil)
	if plain, err := two.Secrets.Open("test", sealed, nil); err != nil || string(plain) != "words" {
		t.Error(err)
	}
	given := Options{Data: t.TempDir(), Database: dsn, SecretKey: seal.Write(seal.NewKey())}.opened(t)
	defer given.Close()
	if _, err := given.Secrets.Open("test", sealed, nil); err != nil {
		t.Error(err)
	}
	if given.Secrets.Name() == one.Secrets.Name() {
		t.Error("the key that was given is not used")
	}
}
