package weights

import (
	"errors"
	"fmt"
)

// instructions are those of pickle protocol 2 (and the few of 3 to 5 that may stand in for them) which state dicts use, as
// documented in Python's pickletools. An empty place is refused.
var instructions = [256]func(*machine) error{
	0x80: func(m *machine) error { return m.skip(1) },           // PROTO
	0x95: func(m *machine) error { return m.skip(8) },           // FRAME
	'N':  func(m *machine) error { return m.push(nil) },         // NONE
	0x88: func(m *machine) error { return m.push(true) },        // NEWTRUE
	0x89: func(m *machine) error { return m.push(false) },       // NEWFALSE
	'K':  func(m *machine) error { return m.pushInteger(1) },    // BININT1
	'M':  func(m *machine) error { return m.pushInteger(2) },    // BININT2
	'J':  func(m *machine) error { return m.pushInteger(4) },    // BININT
	0x8a: (*machine).pushLong,                                   // LONG1
	'G':  (*machine).pushFloat,                                  // BINFLOAT
	'X':  func(m *machine) error { return m.pushText(4) },       // BINUNICODE
	0x8c: func(m *machine) error { return m.pushText(1) },       // SHORT_BINUNICODE
	'T':  func(m *machine) error { return m.pushText(4) },       // BINSTRING
	'U':  func(m *machine) error { return m.pushText(1) },       // SHORT_BINSTRING
	'(':  (*machine).mark,                                       // MARK
	')':  func(m *machine) error { return m.push(tuple(nil)) },  // EMPTY_TUPLE
	0x85: func(m *machine) error { return m.gather(1) },         // TUPLE1
	0x86: func(m *machine) error { return m.gather(2) },         // TUPLE2
	0x87: func(m *machine) error { return m.gather(3) },         // TUPLE3
	't':  (*machine).gatherMark,                                 // TUPLE
	']':  func(m *machine) error { return m.push(&list{}) },     // EMPTY_LIST
	'a':  func(m *machine) error { return m.append(m.one) },     // APPEND
	'e':  func(m *machine) error { return m.append(m.popMark) }, // APPENDS
	'}':  func(m *machine) error { return m.push(&dict{}) },     // EMPTY_DICT
	's':  func(m *machine) error { return m.set(m.two) },        // SETITEM
	'u':  func(m *machine) error { return m.set(m.popMark) },    // SETITEMS
	'q':  func(m *machine) error { return m.put(1) },            // BINPUT
	'r':  func(m *machine) error { return m.put(4) },            // LONG_BINPUT
	0x94: (*machine).memoize,                                    // MEMOIZE
	'h':  func(m *machine) error { return m.get(1) },            // BINGET
	'j':  func(m *machine) error { return m.get(4) },            // LONG_BINGET
	'c':  (*machine).pushGlobalRead,                             // GLOBAL
	0x93: (*machine).pushGlobalOfStack,                          // STACK_GLOBAL
	'R':  (*machine).reduce,                                     // REDUCE
	0x81: (*machine).reduce,                                     // NEWOBJ
	'b':  (*machine).build,                                      // BUILD
	'Q':  (*machine).pushPersistent,                             // BINPERSID
}

func (m *machine) skip(n uint32) error {
	_, err := m.readBytes(n)
	return err
}

// pushRead puts down what was read, if it could be.
func (m *machine) pushRead(v any, err error) error {
	if err != nil {
		return err
	}
	return m.push(v)
}

func (m *machine) pushLong() error  { return m.pushRead(m.readLong()) }
func (m *machine) pushFloat() error { return m.pushRead(m.readFloat()) }

// pushInteger reads n bytes; only the widest kind has a sign.
func (m *machine) pushInteger(n uint32) error {
	v, err := m.readNumber(n)
	if err != nil {
		return err
	}
	if n == 4 {
		return m.push(int64(int32(v)))
	}
	return m.push(int64(v))
}

// pushText reads a string whose length stands before it in n bytes.
func (m *machine) pushText(n uint32) error {
	length, err := m.readNumber(n)
	if err != nil {
		return err
	}
	b, err := m.readBytes(length)
	if err != nil {
		return err
	}
	return m.push(string(b))
}

func (m *machine) gather(n int) error { return m.pushRead(m.popN(n)) }
func (m *machine) gatherMark() error  { return m.pushRead(m.popMark()) }

func (m *machine) append(take func() (tuple, error)) error {
	items, err := take()
	if err != nil {
		return err
	}
	to, err := m.top()
	if err != nil {
		return err
	}
	l, ok := to.(*list)
	if !ok {
		return errors.New("its pickle appends to what is not a list")
	}
	l.items = append(l.items, items...)
	return nil
}

func (m *machine) set(take func() (tuple, error)) error {
	items, err := take()
	if err != nil {
		return err
	}
	to, err := m.top()
	if err != nil {
		return err
	}
	d, ok := to.(*dict)
	if !ok || len(items)%2 != 0 {
		return errors.New("its pickle puts entries into what is not a dictionary")
	}
	for i := 0; i < len(items); i += 2 {
		d.keys, d.values = append(d.keys, items[i]), append(d.values, items[i+1])
	}
	return nil
}

func (m *machine) put(n uint32) error {
	at, err := m.readNumber(n)
	if err != nil {
		return err
	}
	m.memo[at], err = m.top()
	return err
}

func (m *machine) memoize() (err error) {
	m.memo[uint32(len(m.memo))], err = m.top()
	return err
}

func (m *machine) get(n uint32) error {
	at, err := m.readNumber(n)
	if err != nil {
		return err
	}
	v, ok := m.memo[at]
	if !ok {
		return errStack
	}
	return m.push(v)
}

func (m *machine) pushGlobalRead() error {
	module, err := m.readLine()
	if err != nil {
		return err
	}
	name, err := m.readLine()
	if err != nil {
		return err
	}
	return m.pushGlobal(module + "." + name)
}

func (m *machine) pushGlobalOfStack() error {
	names, err := m.two()
	if err != nil {
		return err
	}
	module, isString := names[0].(string)
	name, areStrings := names[1].(string)
	if !isString || !areStrings {
		return errors.New("its pickle asks for a name that is no text")
	}
	return m.pushGlobal(module + "." + name)
}

func (m *machine) pushGlobal(name string) error {
	g, ok := globals[name]
	if !ok {
		return fmt.Errorf("%w (it asks for %.100q)", ErrUnsafe, name)
	}
	return m.push(g)
}

// reduce has one of the functions in globals make a value; NEWOBJ means the same for the classes among them.
func (m *machine) reduce() error {
	call, err := m.two()
	if err != nil {
		return err
	}
	g, isGlobal := call[0].(*global)
	args, isTuple := call[1].(tuple)
	if !isGlobal || !isTuple || g.make == nil {
		return fmt.Errorf("%w (it calls what is not a function)", ErrUnsafe)
	}
	v, err := g.make(args)
	if err != nil {
		return err
	}
	if d, ok := v.(*dict); ok {
		if m.copied += len(d.keys); m.copied > maxMemo {
			return fmt.Errorf("%w: its pickle copies lists without end", ErrTooLarge)
		}
	}
	return m.push(v)
}

func (m *machine) build() error {
	state, err := m.pop()
	if err != nil {
		return err
	}
	to, err := m.top()
	if err != nil {
		return err
	}
	switch v := to.(type) {
	case *dict: // attributes of an OrderedDict: PyTorch's _metadata, which holds version numbers
		return nil
	case *parameter:
		return v.setState(state)
	}
	return fmt.Errorf("%w (it sets the state of a %T)", ErrUnsafe, to)
}

func (m *machine) pushPersistent() error {
	id, err := m.pop()
	if err != nil {
		return err
	}
	if m.persist == nil {
		return fmt.Errorf("%w (it refers to an object outside of its pickle)", ErrUnsafe)
	}
	v, err := m.persist(id)
	if err != nil {
		return err
	}
	return m.push(v)
}
