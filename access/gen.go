package access

//go:generate go test -run TestTheGoNames -update .
