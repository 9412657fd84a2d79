package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"keyhouse/demo"
	"keyhouse/server"
)

type demoCommand struct {
	Listen   string `help:"Address of the screens and the API." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	Data     string `help:"Folder that keeps the demo. Default: a temporary one, gone at the end." placeholder:"DIR"`
	Size     string `help:"small, or large: a million bookings, which takes minutes." enum:"small,large" default:"small"`
	Personas string `help:"Also write whom one can sign in as to this file, as JSON." placeholder:"FILE"`
}

// Run makes the demo and serves it until it is told to stop.
func (c *demoCommand) Run(o *outside) (err error) {
	fmt.Fprintln(o.out, "Keyhouse demo: making up a company …")
	door, err := c.door()
	if err != nil {
		return err
	}
	defer door.Close()
	folder, remove, err := c.folder()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, remove()) }()
	began := time.Now()
	file, err := demo.Prepare(o.ctx, demo.Options{Folder: folder, Size: demo.Size(c.Size), BaseURL: server.Address(door), Log: o.log,
		Say: func(format string, args ...any) { fmt.Fprintf(o.out, format+"\n", args...) }})
	if err != nil {
		return err
	}
	o.log.Debug("the demo is there", "file", file, "took", time.Since(began))
	return c.serve(o, door, folder, file)
}

// door listens where it was told to; where it was not told and somebody else
// listens there, at any free port.
func (c *demoCommand) door() (net.Listener, error) {
	l, err := net.Listen("tcp", c.Listen)
	if err != nil && c.Listen == "127.0.0.1:8080" {
		l, err = net.Listen("tcp", "127.0.0.1:0")
	}
	return l, err
}

func (c *demoCommand) folder() (name string, remove func() error, err error) {
	if c.Data != "" {
		return c.Data, func() error { return nil }, nil
	}
	name, err = os.MkdirTemp("", "keyhouse-demo-")
	return name, func() error { return os.RemoveAll(name) }, err
}

func (c *demoCommand) serve(o *outside, door net.Listener, folder, file string) error {
	h, err := server.Open(o.ctx, server.Options{Data: folder, Database: file, Door: door, KeepMail: true, System: demo.SystemAccount, Demo: demo.SignIns(), Log: o.log})
	if err != nil {
		return err
	}
	defer h.Close()
	if c.Personas != "" {
		if err := write(c.Personas, demo.WriteJSON); err != nil {
			return err
		}
	}
	return h.Serve(o.ctx, func(url string) {
		fmt.Fprintln(o.out)
		_ = demo.WriteTable(o.out) // a terminal that is gone is no reason to stop
		fmt.Fprintln(o.out, "\nKeyhouse is ready at", url)
	})
}

func write(file string, what func(to io.Writer) error) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(what(f), f.Close())
}
