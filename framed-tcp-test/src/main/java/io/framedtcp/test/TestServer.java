/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.framedtcp.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Looks after a {@link FramedTcpServer} that is a field of a JUnit Jupiter test class, of
 * any visibility: <pre class="code">
 * &#64;TestServer
 * final FramedTcpServer server = FramedTcpServer.echo();
 * </pre> A test fails if its server was told to do something and not asked for it, see
 * {@link FramedTcpServer#verify()}. An instance field has a server for each test, which
 * is closed behind it. A static field, or any field of a class with the life-cycle
 * {@code PER_CLASS}, shares one server among the tests of the class and its nested
 * classes: it is {@linkplain FramedTcpServer#reset() reset} behind each test, and
 * {@linkplain FramedTcpServer#stop() stopped} behind the last; such tests must not run in
 * parallel. A class can have several. The test class makes its servers itself, so that
 * they listen before anything that needs their port is set up.
 */
@Target(ElementType.FIELD)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ExtendWith(FramedTcpServerExtension.class)
public @interface TestServer {

}
