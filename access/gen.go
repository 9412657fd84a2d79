package access

//go:generate go test -run "TestTheGoNames|TestShow" -update .
