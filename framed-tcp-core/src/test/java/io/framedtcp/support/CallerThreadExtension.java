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

package io.framedtcp.support;

import java.lang.reflect.Method;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Runs each test in one of the {@link Callers}' threads, so that a test's own calls come
 * from a virtual thread too where these are asked for. Registered for all tests.
 */
public class CallerThreadExtension implements InvocationInterceptor {

	@Override
	public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
			ExtensionContext context) throws Throwable {
		proceed(invocation);
	}

	@Override
	public void interceptTestTemplateMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method,
			ExtensionContext context) throws Throwable {
		proceed(invocation);
	}

	private void proceed(Invocation<Void> invocation) throws Throwable {
		if (!Callers.areVirtual()) {
			invocation.proceed();
			return;
		}
		try (Callers callers = new Callers()) {
			Throwable failure = Callers.get(callers.call(() -> run(invocation)));
			if (failure != null) {
				throw failure;
			}
		}
	}

	private Throwable run(Invocation<Void> invocation) {
		try {
			invocation.proceed();
			return null;
		}
		catch (Throwable ex) {
			return ex;
		}
	}

}
