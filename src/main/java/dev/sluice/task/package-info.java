/** Calls that go on after their caller has its answer: who owns them, how far they are, how they ended. */
@NullMarked
package dev.sluice.task;

import org.jspecify.annotations.NullMarked;
