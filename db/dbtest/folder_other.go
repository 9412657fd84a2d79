//go:build !linux

package dbtest

import "syscall"

const folderPrefix = "keyhouse-postgres-"

func attributes() *syscall.SysProcAttr { return nil }

func own(string) error { return nil }

func sweep(string) {}
