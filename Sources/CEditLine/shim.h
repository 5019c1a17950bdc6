// The editline library (editline(3)). Its functions with any number of arguments can't be called from Swift: here is
// each use of them.
#ifndef ISOLATES_CEDITLINE_H
#define ISOLATES_CEDITLINE_H

#include <histedit.h>
#include <stdio.h>

// An editor of what is typed at standard input and shown at standard output. Swift 6 takes the streams for shared
// variables.
static inline EditLine *isolates_el_init(void) {
    return el_init("isolates", stdin, stdout, stderr);
}

static inline void isolates_el_set_client_data(EditLine *editor, void *data) {
    el_set(editor, EL_CLIENTDATA, data);
}

static inline void *isolates_el_client_data(EditLine *editor) {
    void *data = NULL;
    el_get(editor, EL_CLIENTDATA, &data);
    return data;
}

static inline void isolates_el_set_prompt(EditLine *editor, char *(*prompt)(EditLine *)) {
    el_set(editor, EL_PROMPT, prompt);
}

// The keys of Emacs, as in every shell; signals leave the terminal as it was.
static inline void isolates_el_use_defaults(EditLine *editor) {
    el_set(editor, EL_EDITOR, "emacs");
    el_set(editor, EL_SIGNAL, 1);
}

// While a line is edited, Ctrl+C is a key like any other, which calls a function.
static inline void isolates_el_bind_interrupt(EditLine *editor, unsigned char (*function)(EditLine *, int)) {
    el_set(editor, EL_SETTY, "-d", "-isig", NULL);
    el_set(editor, EL_ADDFN, "isolates-interrupt", "Gives up what was typed", function);
    el_set(editor, EL_BIND, "^C", "isolates-interrupt", NULL);
}

// A function for the Tab key. Ctrl+R searches the history backwards, as in every shell.
static inline void isolates_el_bind_completion(EditLine *editor, unsigned char (*function)(EditLine *, int)) {
    el_set(editor, EL_ADDFN, "isolates-complete", "Completes a name", function);
    el_set(editor, EL_BIND, "^I", "isolates-complete", NULL);
    el_set(editor, EL_BIND, "^R", "em-inc-search-prev", NULL);
}

// The library shows the prompt before it has the terminal give each key at once: what is typed between would be shown
// twice.
static inline void isolates_el_prepare_terminal(EditLine *editor) {
    el_set(editor, EL_PREP_TERM, 1);
}

static inline void isolates_el_use_history(EditLine *editor, History *lines) {
    el_set(editor, EL_HIST, history, lines);
}

// A history of that many lines, without repetitions.
static inline History *isolates_history_init(int size) {
    HistEvent event;
    History *lines = history_init();
    if (!lines) return NULL;
    history(lines, &event, H_SETSIZE, size);
    history(lines, &event, H_SETUNIQUE, 1);
    return lines;
}

static inline void isolates_history_add(History *lines, const char *line) {
    HistEvent event;
    history(lines, &event, H_ENTER, line);
}

// Both give -1 where the file can't be read or written.
static inline int isolates_history_load(History *lines, const char *path) {
    HistEvent event;
    return history(lines, &event, H_LOAD, path);
}

static inline int isolates_history_save(History *lines, const char *path) {
    HistEvent event;
    return history(lines, &event, H_SAVE, path);
}

#endif
