package ical

import (
	"os"
	"testing"
	_ "time/tzdata" // the zones of these tests, also where the machine has none
)

func readFile(t *testing.T, path string, o Limits) Feed {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	feed, err := Read(file, o)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return feed
}
