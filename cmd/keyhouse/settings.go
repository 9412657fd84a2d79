package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// settings reads a settings file: a JSON object, or lines of NAME=VALUE as
// systemd's EnvironmentFile takes them, with or without KEYHOUSE_ before the
// name. The command line wins over the environment, the environment over the
// file.
func settings(r io.Reader) (kong.Resolver, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		file, err := kong.JSON(bytes.NewReader(text))
		if err != nil {
			return nil, fmt.Errorf("settings file: %w", err)
		}
		return fromFile{behindEnvironment(file.Resolve), names(text)}, nil
	}
	values, err := pairs(text)
	if err != nil {
		return nil, err
	}
	return fromFile{behindEnvironment(func(_ *kong.Context, _ *kong.Path, f *kong.Flag) (any, error) {
		if v, ok := values[settingName(f.Name)]; ok {
			return v, nil
		}
		return nil, nil
	}), slices.Sorted(maps.Keys(values))}, nil
}

// fromFile is a settings file and the names in it.
type fromFile struct {
	kong.Resolver
	names []string
}

// Validate refuses names that no command knows: a setting that is misspelt must
// not be as good as none.
func (f fromFile) Validate(app *kong.Application) error {
	known := map[string]bool{"password": true}
	for _, node := range append([]*kong.Node{app.Node}, app.Leaves(false)...) {
		for _, flags := range node.AllFlags(false) {
			for _, flag := range flags {
				known[settingName(flag.Name)] = true
				for _, env := range flag.Envs {
					known[settingName(env)] = true
				}
			}
		}
	}
	for _, name := range f.names {
		if !known[name] {
			return fmt.Errorf("settings file: there is no setting %s", name)
		}
	}
	return nil
}

// names gives the settings at the top of a JSON object; one that is no object
// has been refused already.
func names(text []byte) []string {
	var top map[string]json.RawMessage
	_ = json.Unmarshal(text, &top)
	var all []string
	for name, value := range top {
		if !bytes.HasPrefix(value, []byte("{")) { // the settings of one command
			all = append(all, settingName(name))
		}
	}
	slices.Sort(all)
	return all
}

func behindEnvironment(file kong.ResolverFunc) kong.Resolver {
	return kong.ResolverFunc(func(c *kong.Context, p *kong.Path, f *kong.Flag) (any, error) {
		for _, name := range f.Envs {
			if _, set := os.LookupEnv(name); set {
				return nil, nil
			}
		}
		return file(c, p, f)
	})
}

func pairs(text []byte) (map[string]string, error) {
	values := map[string]string{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		l := strings.TrimSpace(lines.Text())
		if l == "" || l[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(l, "=")
		if !ok {
			return nil, fmt.Errorf("settings file, line %d: want NAME=VALUE", n)
		}
		values[settingName(strings.TrimSpace(name))] = unquote(strings.TrimSpace(value))
	}
	return values, lines.Err()
}

func settingName(s string) string {
	return strings.TrimPrefix(strings.ReplaceAll(strings.ToLower(s), "_", "-"), "keyhouse-")
}

func unquote(s string) string {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}
