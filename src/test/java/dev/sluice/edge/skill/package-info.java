@NullMarked
package dev.sluice.edge.skill;

import org.jspecify.annotations.NullMarked;
