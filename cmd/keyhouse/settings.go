package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
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
		return behindEnvironment(file.Resolve), nil
	}
	values, err := pairs(text)
	if err != nil {
		return nil, err
	}
	return behindEnvironment(func(_ *kong.Context, _ *kong.Path, f *kong.Flag) (any, error) {
		if v, ok := values[settingName(f.Name)]; ok {
			return v, nil
		}
		return nil, nil
	}), nil
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
